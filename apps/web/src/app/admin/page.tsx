import type { Metadata } from 'next';
import { AdminPage } from '../../features/admin/AdminPage.tsx';
import { en } from '../../messages/en.ts';

export const metadata: Metadata = { title: en.admin.title };

export default function Page() {
  return <AdminPage />;
}
