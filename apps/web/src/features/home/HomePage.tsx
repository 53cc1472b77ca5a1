import { enHome } from '../../messages/enHome.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { HeroTiles } from './HeroTiles.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Points } from './Points.tsx';
import { StartMeeting } from './StartMeeting.tsx';

export function HomePage() {
  return (
    <MoreWords messages={enHome}>
      <div className="flex min-h-dvh flex-col overflow-x-clip">
        <PageHeader />
        <main className="safe-x mx-auto flex w-full max-w-7xl flex-1 flex-col justify-center gap-14 pb-14 [--safe-pad:1.25rem] sm:[--safe-pad:2rem]">
          <div className="grid items-center gap-12 pt-6 lg:grid-cols-[1.02fr_1fr] lg:gap-16 lg:pt-0">
            <StartMeeting />
            <HeroTiles />
          </div>
          <Points />
        </main>
      </div>
    </MoreWords>
  );
}
