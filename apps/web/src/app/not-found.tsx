import { PageNotFound } from '../features/home/PageNotFound.tsx';

export default function NotFound() {
  return <PageNotFound />;
}
