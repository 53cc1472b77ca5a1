import { Mic, MicOff, PhoneOff, Video } from 'lucide-react';
import { cx } from '../../ui/cx.ts';

const people = [
  { initials: 'AM', from: 262, to: 300, speaking: true, muted: false },
  { initials: 'JO', from: 168, to: 206, speaking: false, muted: true },
  { initials: 'SK', from: 28, to: 58, speaking: false, muted: true },
  { initials: 'LP', from: 332, to: 8, speaking: false, muted: false },
] as const;

const dot = 'grid size-9 place-items-center rounded-full sm:size-11 [&>svg]:size-4 sm:[&>svg]:size-5';

/** A meeting as it looks, drawn: decoration only. */
export function HeroTiles() {
  return (
    <div aria-hidden="true" className="relative isolate mx-auto w-full max-w-[38rem]">
      <div className="absolute -inset-10 -z-10 rounded-full bg-accent opacity-[0.16] blur-3xl dark:opacity-25" />
      <div className="rounded-[1.75rem] border border-line bg-surface/80 p-3 shadow-float backdrop-blur sm:p-4">
        <div className="grid grid-cols-2 gap-2.5 sm:gap-3">
          {people.map((person) => (
            <div
              key={person.initials}
              data-speaking={person.speaking}
              className="tile relative grid aspect-video place-items-center rounded-tile"
              style={{
                background: `linear-gradient(150deg, light-dark(oklch(0.9 0.05 ${person.from}), oklch(0.33 0.07 ${person.from})), light-dark(oklch(0.84 0.06 ${person.to}), oklch(0.22 0.05 ${person.to})))`,
              }}
            >
              <span
                className="grid size-14 place-items-center rounded-full text-lg font-semibold text-white sm:size-18 sm:text-2xl"
                style={{
                  background: `linear-gradient(145deg, oklch(0.62 0.15 ${person.from}), oklch(0.46 0.16 ${person.to}))`,
                }}
              >
                {person.initials}
              </span>
              <span className="absolute right-2 bottom-2 grid size-6 place-items-center rounded-full bg-black/45 text-white [&>svg]:size-3.5">
                {person.muted ? <MicOff /> : <Mic />}
              </span>
            </div>
          ))}
        </div>
        <div className="mt-3 flex items-center justify-center gap-2.5 sm:mt-4">
          <span className={cx(dot, 'border border-line bg-raised')}>
            <Mic />
          </span>
          <span className={cx(dot, 'border border-line bg-raised')}>
            <Video />
          </span>
          <span className={cx(dot, 'w-12 bg-danger text-white sm:w-15')}>
            <PhoneOff />
          </span>
        </div>
      </div>
    </div>
  );
}
