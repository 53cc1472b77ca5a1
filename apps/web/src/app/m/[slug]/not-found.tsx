import { MeetingNotFound } from '../../../features/meeting/MeetingNotFound.tsx';

export default function NotFound() {
  return <MeetingNotFound />;
}
