import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { KEYS, type KeyName, useHotkey } from './hotkeys';

function Listener({ name, onKey, enabled = true }: { name: KeyName; onKey: () => void; enabled?: boolean }) {
  useHotkey(name, onKey, enabled);
  return <input aria-label="field" />;
}

const chord = { key: 'M', ctrlKey: true, shiftKey: true };

describe('hotkeys', () => {
  it('runs a chord, in text fields too', () => {
    const onKey = vi.fn();
    render(<Listener name="mute" onKey={onKey} />);
    fireEvent.keyDown(screen.getByLabelText('field'), chord);
    expect(onKey).toHaveBeenCalledOnce();
  });

  it('keeps plain keys out of text fields', () => {
    const onKey = vi.fn();
    render(<Listener name="search" onKey={onKey} />);
    fireEvent.keyDown(screen.getByLabelText('field'), { key: '/' });
    expect(onKey).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: '/' });
    expect(onKey).toHaveBeenCalledOnce();
  });

  it('drops repeats and what is not enabled', () => {
    const onKey = vi.fn();
    render(<Listener name="mute" onKey={onKey} enabled={false} />);
    fireEvent.keyDown(document.body, chord);
    expect(onKey).not.toHaveBeenCalled();
  });

  it('gives no key two meanings', () => {
    const keys = Object.values(KEYS);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
