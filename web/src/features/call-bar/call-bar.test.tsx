import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Call } from '@/lib/api/schema.gen';
import { useSession } from '@/lib/auth/session';
import { useLive } from '@/lib/events/live-store';
import { renderWithApp } from '@/testing/render';
import { sampleAgent, sampleCall, sampleSession } from '@/testing/samples';
import { server } from '@/testing/server';

import { CallBar } from './call-bar';

const VERBS = ['answer', 'mute', 'hold', 'keypad', 'transfer', 'conference', 'pause-recording', 'hang-up'];
const enabled = () => VERBS.filter((verb) => !screen.getByTestId(`verb-${verb}`).hasAttribute('disabled'));
const sent: string[] = [];

function show(call: Call | null, state: Parameters<typeof sampleAgent>[0] = {}) {
  useLive.setState({ known: true, me: { agent: sampleAgent(state), call, needs_outcome: null } });
  return renderWithApp(<CallBar />);
}

describe('the call bar', () => {
  beforeEach(() => {
    sent.length = 0;
    useSession.setState({ session: sampleSession() });
    server.use(
      http.post('*/api/v1/calls/:id/*', ({ request }) => {
        sent.push(new URL(request.url).pathname.split('/').slice(5).join('/'));
        return HttpResponse.json(sampleCall());
      }),
    );
  });

  it('keeps every verb in its place, also when there is no call', () => {
    show(null);
    const order = screen.getAllByRole('button').flatMap((button) => button.dataset['testid'] ?? []).filter((id) => id.startsWith('verb-'));
    expect(order).toEqual(VERBS.map((verb) => `verb-${verb}`));
    expect(enabled()).toEqual([]);
  });

  it.each<[string, Partial<Call>, string[]]>([
    ['dialing', { state: 'dialing', answered_at: null }, ['hang-up']],
    ['incoming', { state: 'ringing', call_direction: 'inbound', answered_at: null }, ['answer', 'hang-up']],
    ['talking', { state: 'talking' }, ['mute', 'hold', 'keypad', 'transfer', 'conference', 'pause-recording', 'hang-up']],
    ['consulting', { state: 'consulting' }, ['mute', 'keypad', 'conference', 'pause-recording', 'hang-up']],
    ['without a recording', { state: 'talking', recording: null }, ['mute', 'hold', 'keypad', 'transfer', 'conference', 'hang-up']],
  ])('offers what makes sense: %s', (_name, change, verbs) => {
    show(sampleCall(change));
    expect(enabled()).toEqual(verbs);
  });

  it('sends the verb and shows nothing the server has not said', async () => {
    const { user } = show(sampleCall());
    await user.click(screen.getByTestId('verb-mute'));
    await waitFor(() => expect(sent).toEqual(['mute']));
    expect(screen.getByTestId('verb-mute')).toHaveTextContent('Mute');
    useLive.setState({ me: { agent: sampleAgent(), call: sampleCall({ muted: true }), needs_outcome: null } });
    await waitFor(() => expect(screen.getByTestId('verb-mute')).toHaveTextContent('Unmute'));
  });

  it('hangs up by its chord', async () => {
    show(sampleCall());
    fireEvent.keyDown(document.body, { key: 'E', ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(sent).toEqual(['hangup']));
  });

  it('offers to complete, to make three-way or to cancel a consult', async () => {
    const { user } = show(sampleCall({ state: 'consulting' }));
    await user.click(screen.getByTestId('transfer-complete'));
    await waitFor(() => expect(sent).toEqual(['transfer/complete']));
    expect(screen.getByTestId('transfer-conference')).toBeEnabled();
    expect(screen.getByTestId('transfer-cancel')).toBeEnabled();
  });

  it('transfers to a colleague who is free, and offers no other', async () => {
    let body: unknown;
    server.use(
      http.get('*/api/v1/colleagues', () =>
        HttpResponse.json({
          items: [
            { user_id: 8, display_name: 'Kiran Rao', state: 'ready', available: true },
            { user_id: 9, display_name: 'Arun Das', state: 'talking', available: false },
          ],
          next: null,
        }),
      ),
      http.post('*/api/v1/calls/:id/transfer', async ({ request }) => {
        body = await request.json();
        return HttpResponse.json(sampleCall());
      }),
    );
    const { user } = show(sampleCall());
    await user.click(screen.getByTestId('verb-transfer'));
    await user.click(await screen.findByText('Colleague'));
    expect(await screen.findByTestId('colleague-9')).toBeDisabled();
    await user.click(screen.getByTestId('colleague-8'));
    await user.click(screen.getByTestId('transfer-blind'));
    await waitFor(() => expect(body).toEqual({ kind: 'blind', to_user_id: 8 }));
  });

  it('says why a verb was refused', async () => {
    server.use(http.post('*/api/v1/calls/:id/hold', () => HttpResponse.json({ type: '', title: 'No', status: 409, code: 'not_talking', detail: 'Nobody has answered yet.' }, { status: 409 })));
    const { user } = show(sampleCall());
    await user.click(screen.getByTestId('verb-hold'));
    await waitFor(() => expect(sent).toEqual([]));
  });

  it('names the state, dialing for a call that goes out', () => {
    show(sampleCall({ state: 'ringing', answered_at: null }), { state: 'ringing' });
    expect(screen.getByTestId('state-chip')).toHaveTextContent('Dialing');
    expect(screen.getByTestId('call-state')).toHaveAttribute('data-state', 'ringing');
  });

  it('lets nobody be ready before the outcome is written', () => {
    useLive.setState({ known: true, me: { agent: sampleAgent({ state: 'wrap_up' }), call: null, needs_outcome: sampleCall({ state: 'ended' }) } });
    renderWithApp(<CallBar />);
    expect(screen.getByTestId('set-ready')).toBeDisabled();
  });
});
