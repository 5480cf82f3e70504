import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { useLive } from '@/lib/events/live-store';
import { useNotesDraft } from '@/lib/notes-draft';
import { renderWithApp } from '@/testing/render';
import { sampleAgent, sampleCall, sampleCustomer, sampleDecision, sampleDisposition } from '@/testing/samples';
import { server } from '@/testing/server';

import { WrapUp } from './wrap-up';

const call = sampleCall({ state: 'ended', call_status: 'answered', call_duration: 42 });
const dispositions = [
  sampleDisposition('promise_to_pay', { needs_promise: true, hotkey: '1' }),
  sampleDisposition('callback', { needs_callback: true, hotkey: '3' }),
  sampleDisposition('refuses', { needs_note: true, hotkey: '4' }),
  sampleDisposition('do_not_call', { needs_confirmation: true, adds_to_dnc: true, hotkey: '7' }),
  sampleDisposition('no_answer', { contact_result: 'no_contact', contact_result_label: 'No contact', hotkey: '1' }),
];
let saved: unknown[] = [];

async function open() {
  useLive.setState({ known: true, me: { agent: sampleAgent({ state: 'wrap_up' }), call: null, needs_outcome: call } });
  const all = renderWithApp(<WrapUp call={call} />);
  await screen.findByTestId('disposition-promise_to_pay');
  return all;
}

describe('wrap-up', () => {
  beforeEach(() => {
    saved = [];
    server.use(
      http.get('*/api/v1/dispositions', () => HttpResponse.json({ items: dispositions, next: null })),
      http.get('*/api/v1/customers/:id', () => HttpResponse.json(sampleCustomer())),
      http.post('*/api/v1/gate/check', () => HttpResponse.json(sampleDecision())),
      http.get('*/api/v1/rules', () => HttpResponse.json({ items: [], next: null })),
      http.put('*/api/v1/calls/:id/outcome', async ({ request }) => {
        saved.push(await request.json());
        return HttpResponse.json({ ...call, disposition: 'saved' });
      }),
    );
  });

  it('saves a promise in minor units and closes when the server has it', async () => {
    const { user } = await open();
    await user.click(screen.getByTestId('disposition-promise_to_pay'));
    await user.type(screen.getByTestId('promise-amount'), '500.50');
    fireEvent.change(screen.getByTestId('promise-date'), { target: { value: '2099-01-31' } });
    await user.type(screen.getByTestId('outcome-notes'), 'Pays on salary day.');
    await user.click(screen.getByTestId('outcome-save'));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toEqual({
      disposition: 'promise_to_pay',
      notes: 'Pays on salary day.',
      promise: { amount: 50_050, due_date: '2099-01-31', loan_id: null },
      callback: null,
      next_state: 'ready',
    });
    await waitFor(() => expect(useLive.getState().me.needs_outcome).toBeNull());
  });

  it('asks for what the outcome needs before it sends anything', async () => {
    const { user } = await open();
    await user.click(screen.getByTestId('outcome-save'));
    expect(await screen.findByText('Choose an outcome.')).toBeVisible();
    await user.click(screen.getByTestId('disposition-promise_to_pay'));
    await user.click(screen.getByTestId('outcome-save'));
    expect(await screen.findByText('Enter the promised amount.')).toBeVisible();
    expect(screen.getByText('Choose the day.')).toBeVisible();
    await user.click(screen.getByTestId('disposition-refuses'));
    await user.click(screen.getByTestId('outcome-save'));
    expect(await screen.findByText('This outcome needs a note.')).toBeVisible();
    await user.click(screen.getByTestId('disposition-do_not_call'));
    await user.click(screen.getByTestId('outcome-save'));
    expect(await screen.findByText('Tick to confirm this outcome.')).toBeVisible();
    expect(saved).toEqual([]);
  });

  it('takes digits for column and outcome, but not in a text field', async () => {
    const { user } = await open();
    await user.keyboard('11');
    expect(screen.getByTestId('disposition-promise_to_pay')).toHaveAttribute('aria-pressed', 'true');
    await user.keyboard('{Backspace}21');
    expect(screen.getByTestId('disposition-no_answer')).toHaveAttribute('aria-pressed', 'true');
    await user.type(screen.getByTestId('outcome-notes'), '14');
    expect(screen.getByTestId('outcome-notes')).toHaveValue('14');
    expect(screen.getByTestId('disposition-no_answer')).toHaveAttribute('aria-pressed', 'true');
  });

  it('sends the callback in the borrower’s time and shows whether it is lawful', async () => {
    const { user } = await open();
    await user.click(screen.getByTestId('disposition-callback'));
    fireEvent.change(screen.getByTestId('callback-at'), { target: { value: '2099-01-31T10:30' } });
    expect(await screen.findByText('You may call now.')).toBeVisible();
    await user.click(screen.getByTestId('outcome-save-pause'));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toMatchObject({ callback: { at_local: '2099-01-31T10:30', mine: true }, promise: null, next_state: 'paused' });
  });

  it('greys out what the calling hours forbid and takes an hour that they allow', async () => {
    const days = { from: '08:00', to: '19:00' };
    server.use(
      http.post('*/api/v1/gate/check', () => HttpResponse.json(sampleDecision({ rules: [{ id: 'in.hours', verdict: 'allow', explanation: '', next_lawful_at: null }] }))),
      http.get('*/api/v1/rules', () =>
        HttpResponse.json({
          items: [{ id: 'in.hours', kind: 'calling_hours', title: '', jurisdiction: 'IN', channels: ['call'], purposes: ['recovery'], parameters: days, source: '', effective_from: '2022-08-12', effective_until: null, enabled: true, demo: false }],
          next: null,
        }),
      ),
    );
    const { user } = await open();
    await user.click(screen.getByTestId('disposition-callback'));
    fireEvent.change(screen.getByTestId('callback-at'), { target: { value: '2099-01-31T10:30' } });
    expect(await screen.findByTestId('callback-hour-7')).toBeDisabled();
    expect(screen.getByTestId('callback-hour-19')).toBeDisabled();
    await user.click(screen.getByTestId('callback-hour-18'));
    expect(screen.getByTestId('callback-at')).toHaveValue('2099-01-31T18:00');
  });

  it('puts the server’s objection at the field', async () => {
    server.use(
      http.put('*/api/v1/calls/:id/outcome', () =>
        HttpResponse.json({ type: '', title: 'No', status: 422, code: 'invalid', detail: 'More than the loan.', field: 'promise.amount' }, { status: 422 }),
      ),
    );
    const { user } = await open();
    await user.click(screen.getByTestId('disposition-promise_to_pay'));
    await user.type(screen.getByTestId('promise-amount'), '5');
    fireEvent.change(screen.getByTestId('promise-date'), { target: { value: '2099-01-31' } });
    await user.click(screen.getByTestId('outcome-save'));
    expect(await screen.findByText('More than the loan.')).toBeVisible();
    expect(useLive.getState().me.needs_outcome).not.toBeNull();
  });

  it('starts with the notes written while talking', async () => {
    useNotesDraft.getState().set(call.id, 'Salary on the 28th.');
    await open();
    expect(screen.getByTestId('outcome-notes')).toHaveValue('Salary on the 28th.');
  });
});
