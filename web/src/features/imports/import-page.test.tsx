import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';

import { setCsrfToken } from '@/lib/api/client';
import { renderWithApp } from '@/testing/render';
import { server } from '@/testing/server';

import { ImportPage } from './import-page';

const REPORT = {
  dry_run: true,
  rows: 3,
  good_rows: 2,
  bad_rows: 1,
  customers_created: 2,
  customers_updated: 0,
  loans_created: 2,
  loans_updated: 0,
  amount_due: [{ currency: 'INR', amount: 250_000 }],
  errors: [{ row: 3, column: 'phone', value: '98x', message: 'Not a phone number.' }],
  errors_truncated: false,
  took_ms: 4,
};

describe('the import', () => {
  it('reports first, names each bad row, and imports only when told', async () => {
    const asked: string[] = [];
    setCsrfToken('t');
    server.use(
      http.post('*/api/v1/imports', ({ request }) => {
        const url = new URL(request.url);
        asked.push(`${url.search} ${request.headers.get('x-csrf-token') ?? ''} ${request.headers.get('content-type') ?? ''}`);
        return HttpResponse.json({ ...REPORT, dry_run: url.searchParams.get('dry_run') === 'true' });
      }),
    );
    const { user } = renderWithApp(<ImportPage />);
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no file input');
    await user.upload(input, new File(['name,phone\n'], 'b.csv', { type: 'text/csv' }));
    expect(await screen.findByText('Not a phone number.')).toBeVisible();
    expect(screen.getByText('₹2,500.00')).toBeVisible();
    await user.click(screen.getByText('Paise: 123450'));
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toBe('?dry_run=true&skip_bad_rows=false&amounts=minor t text/csv');
    await user.click(await screen.findByTestId('import-run'));
    await waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[0]).toBe('?dry_run=true&skip_bad_rows=false&amounts=major t text/csv');
    expect(asked[2]).toBe('?dry_run=false&skip_bad_rows=true&amounts=minor t text/csv');
    expect(await screen.findByText('b.csv is imported')).toBeVisible();
  });
});
