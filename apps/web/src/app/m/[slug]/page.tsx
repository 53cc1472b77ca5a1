import { parseMeetingInput } from '@convene/protocol';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { MeetingPage } from '../../../features/meeting/MeetingPage.tsx';

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params;
  const title = parseMeetingInput(decodeURIComponent(slug));
  return title === undefined ? {} : { title };
}

/** A meeting's link. What is written differently (capitals, no hyphens) leads to the one address. */
export default async function Page({ params }: Props) {
  const { slug } = await params;
  const parsed = parseMeetingInput(decodeURIComponent(slug));
  if (parsed === undefined) notFound();
  if (parsed !== slug) redirect(`/m/${parsed}`);
  return <MeetingPage slug={parsed} />;
}
