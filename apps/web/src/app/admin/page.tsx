import type { Metadata } from 'next';
import { AdminPage } from '../../features/admin/AdminPage.tsx';
import { enAdmin } from '../../messages/enAdmin.ts';

export const metadata: Metadata = { title: enAdmin.admin.title };

export default function Page() {
  return <AdminPage />;
}
