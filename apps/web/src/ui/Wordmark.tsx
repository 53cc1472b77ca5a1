import { LogoMark } from './LogoMark.tsx';

export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5 text-[1.0625rem] font-semibold tracking-tight">
      <LogoMark />
      Convene
    </span>
  );
}
