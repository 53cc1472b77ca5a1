'use client';

import type { ReactNode } from 'react';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { LobbyDevices } from './LobbyDevices.tsx';
import { Preview } from './Preview.tsx';

type Props = {
  /** Under which the others will see this person. */
  readonly name: string;
  /** The way to the meeting's server may be checked. */
  readonly canCheck: boolean;
  /** What is to be done: it stands beside the picture, on a phone between the picture and the devices. */
  readonly children: ReactNode;
};

/** A person's own picture over the devices that make it, and beside it what comes next. */
export function LobbyLayout({ name, canCheck, children }: Props) {
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader wide />
      <main className="safe-x mx-auto grid w-full max-w-7xl flex-1 grid-cols-1 content-start gap-6 pb-8 [--safe-pad:1.25rem] sm:[--safe-pad:2rem] md:landscape:grid-cols-2 lg:landscape:grid-cols-[1.5fr_1fr] lg:landscape:gap-x-14 lg:landscape:gap-y-5 lg:landscape:pt-[clamp(0px,calc((100dvh-46rem)/2),9rem)] 2xl:max-w-[96rem]">
        <Preview name={name} />
        <div className="mx-auto flex w-full max-w-md flex-col gap-5 md:landscape:max-w-none md:landscape:self-center">
          {children}
        </div>
        <div className="mx-auto w-full max-w-md md:landscape:max-w-none">
          <LobbyDevices canCheck={canCheck} />
        </div>
      </main>
    </div>
  );
}
