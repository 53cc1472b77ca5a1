#pragma once
// The names of ankerl::unordered_dense that mediasoup-worker uses, over the standard library's containers.

#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	// The worker combines these hashes itself, so integers need a well mixed one (std::hash leaves them as they are).
	template<class T>
	struct hash
	{
		auto operator()(const T& value) const noexcept -> uint64_t
		{
			if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
			{
				return mix(static_cast<uint64_t>(value));
			}
			else
			{
				return std::hash<T>{}(value);
			}
		}

	private:
		static constexpr auto mix(uint64_t x) noexcept -> uint64_t
		{
			x ^= x >> 32;
			x *= 0x9E3779B97F4A7C15ull;
			x ^= x >> 29;

			return x;
		}
	};

	template<class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
