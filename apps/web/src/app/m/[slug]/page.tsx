import { parseMeetingInput } from '@convene/protocol';
import { notFound, redirect } from 'next/navigation';
import { MeetingPage } from '../../../features/meeting/MeetingPage.tsx';

/** A meeting's link. What is written differently (capitals, no hyphens) leads to the one address. */
export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const parsed = parseMeetingInput(decodeURIComponent(slug));
  if (parsed === undefined) notFound();
  if (parsed !== slug) redirect(`/m/${parsed}`);
  return <MeetingPage slug={parsed} />;
}
