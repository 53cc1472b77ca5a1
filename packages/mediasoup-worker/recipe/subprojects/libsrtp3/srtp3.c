#define _DEFAULT_SOURCE /* explicit_bzero */
#define CONVENE_SRTP3_IMPLEMENTATION
#include "srtp.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What libsrtp 2 may add to an RTCP packet: the trailer and the four bytes of the index. */
#define MAX_RTCP_TRAILER_LEN (SRTP_MAX_TRAILER_LEN + 4)

struct srtp3_policy {
    srtp_policy_t policy;
    uint8_t key_and_salt[SRTP_MAX_KEY_LEN];
};

srtp_err_status_t srtp_policy_create(srtp3_policy_t *policy)
{
    *policy = calloc(1, sizeof **policy);
    return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

void srtp_policy_destroy(srtp3_policy_t policy)
{
    if (policy) {
        explicit_bzero(policy, sizeof *policy);
        free(policy);
    }
}

srtp_err_status_t srtp_policy_set_ssrc(srtp3_policy_t policy, srtp_ssrc_t ssrc)
{
    policy->policy.ssrc = ssrc;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp_policy_set_profile(srtp3_policy_t policy, srtp_profile_t profile)
{
    srtp_crypto_policy_t *rtp = &policy->policy.rtp;
    srtp_crypto_policy_t *rtcp = &policy->policy.rtcp;

    switch (profile) {
    case srtp_profile_aes128_cm_sha1_80:
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(rtp);
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(rtcp);
        return srtp_err_status_ok;
    case srtp_profile_aes128_cm_sha1_32:
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(rtp);
        /* RFC 5764 section 4.1.2: RTCP keeps the tag of 80 bits in this profile. */
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(rtcp);
        return srtp_err_status_ok;
    case srtp_profile_aead_aes_128_gcm:
        srtp_crypto_policy_set_aes_gcm_128_16_auth(rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(rtcp);
        return srtp_err_status_ok;
    case srtp_profile_aead_aes_256_gcm:
        srtp_crypto_policy_set_aes_gcm_256_16_auth(rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(rtcp);
        return srtp_err_status_ok;
    default:
        return srtp_err_status_bad_param;
    }
}

srtp_err_status_t srtp_policy_add_key(srtp3_policy_t policy,
                                      const uint8_t *key, size_t key_len,
                                      const uint8_t *salt, size_t salt_len,
                                      const uint8_t *mki, size_t mki_len)
{
    (void)mki;
    if (mki_len != 0 || key_len > sizeof policy->key_and_salt ||
        salt_len > sizeof policy->key_and_salt - key_len)
        return srtp_err_status_bad_param;

    memcpy(policy->key_and_salt, key, key_len);
    memcpy(policy->key_and_salt + key_len, salt, salt_len);
    policy->policy.key = policy->key_and_salt;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp3_policy_t policy, int allow)
{
    policy->policy.allow_repeat_tx = allow;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp_policy_set_window_size(srtp3_policy_t policy, size_t packets)
{
    policy->policy.window_size = packets;
    return srtp_err_status_ok;
}

srtp_err_status_t srtp3_create(srtp_t *session, srtp3_policy_t policy)
{
    return srtp_create(session, &policy->policy);
}

srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
    return srtp_remove_stream(session, ssrc);
}

/*
 * libsrtp 3 reads one buffer and writes another, libsrtp 2 works in place: the packet is copied into the output buffer
 * (unless it lies there already) and worked on there. `growth` is how much longer libsrtp 2 may make it.
 */
typedef srtp_err_status_t (*in_place_fn)(srtp_t, void *, int *);

static inline srtp_err_status_t run_in_place(in_place_fn fn, srtp_t session, const uint8_t *in, size_t in_len,
                                             uint8_t *out, size_t *out_len, size_t growth)
{
    if (in_len > INT_MAX - growth || *out_len < in_len + growth)
        return srtp_err_status_buffer_small;
    if (out != in)
        memcpy(out, in, in_len);

    int len = (int)in_len;
    srtp_err_status_t status = fn(session, out, &len);
    *out_len = (size_t)len;
    return status;
}

srtp_err_status_t srtp3_protect(srtp_t session, const uint8_t *in, size_t in_len,
                                uint8_t *out, size_t *out_len, size_t mki_index)
{
    (void)mki_index;
    return run_in_place(srtp_protect, session, in, in_len, out, out_len, SRTP_MAX_TRAILER_LEN);
}

srtp_err_status_t srtp3_unprotect(srtp_t session, const uint8_t *in, size_t in_len,
                                  uint8_t *out, size_t *out_len)
{
    return run_in_place(srtp_unprotect, session, in, in_len, out, out_len, 0);
}

srtp_err_status_t srtp3_protect_rtcp(srtp_t session, const uint8_t *in, size_t in_len,
                                     uint8_t *out, size_t *out_len, size_t mki_index)
{
    (void)mki_index;
    return run_in_place(srtp_protect_rtcp, session, in, in_len, out, out_len, MAX_RTCP_TRAILER_LEN);
}

srtp_err_status_t srtp3_unprotect_rtcp(srtp_t session, const uint8_t *in, size_t in_len,
                                       uint8_t *out, size_t *out_len)
{
    return run_in_place(srtp_unprotect_rtcp, session, in, in_len, out, out_len, 0);
}
