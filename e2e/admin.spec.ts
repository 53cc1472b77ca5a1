import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './support/test.ts';

const looks = [
  { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

test(
  'ADMIN-8: an operator follows two people over two servers as they come and go, on a desktop and on a phone (004-96)',
  { tag: '@apart' },
  async ({ pair: { ada, bob }, person, convene }) => {
    await ada.expectVideoOf('Bob');
    await bob.expectVideoOf('Ada');
    for (const { viewport, colorScheme } of looks) {
      const { page } = await person('Olga', { viewport, colorScheme });
      await page.goto('/admin');
      await page.getByRole('textbox', { name: 'Admin secret' }).fill(convene.adminSecret);
      await page.keyboard.press('Enter');
      const people = page.getByRole('table', { name: 'People' });
      await expect(people.getByRole('row', { name: /^Ada/ })).toBeVisible();
      await expect(people.getByRole('row', { name: /^Bob/ })).toBeVisible();
      // Each receives the other over a pipe of its own.
      await expect(page.getByRole('table', { name: 'Pipes' }).getByText('Open')).toHaveCount(2);

      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over, 'pixels that the page is too wide').toBeLessThanOrEqual(0);

      await page.getByRole('searchbox', { name: 'Find' }).fill('ada');
      await expect(people.getByRole('row', { name: /^Bob/ })).toHaveCount(0);
      await page.keyboard.press('Escape');
      await expect(people.getByRole('row', { name: /^Bob/ })).toBeVisible();
    }
    const olga = await person('Olga');
    await olga.page.goto('/admin');
    await olga.page.getByRole('textbox', { name: 'Admin secret' }).fill(convene.adminSecret);
    await olga.page.keyboard.press('Enter');
    const rows = olga.page.getByRole('table', { name: 'People' });
    await expect(rows.getByRole('row', { name: /^Bob/ })).toBeVisible();
    await bob.leave();
    await expect(rows.getByRole('row', { name: /^Bob/ })).toHaveCount(0);
    await expect(rows.getByRole('row', { name: /^Ada/ })).toBeVisible();
  },
);
