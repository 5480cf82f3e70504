import { Popover } from '@mantine/core';
import {
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneCall,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
  IconShare3,
  IconUsersPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { callVerb, pauseRecording } from '@/lib/api/calls';
import type { Call } from '@/lib/api/schema.gen';
import { useHotkey } from '@/lib/hotkeys/hotkeys';
import { answerPhone, usePhone } from '@/lib/softphone/phone-store';

import classes from './call-bar.module.css';
import { verbsOf } from './call-rules';
import { Keypad } from './keypad';
import { TransferDialog } from './transfer-dialog';
import { useVerb } from './use-verb';
import { VerbButton } from './verb-button';

const ICON = { size: 20, stroke: 1.8, 'aria-hidden': true } as const;

/** The verbs of a call, always all of them and always in this order. */
export function Verbs({ call }: { call: Call | null }) {
  const { t } = useTranslation('call-bar');
  const verb = useVerb();
  const ringsHere = usePhone((phone) => phone.session === 'ringing');
  const [keypad, setKeypad] = useState(false);
  const [dialog, setDialog] = useState<'transfer' | 'conference' | null>(null);
  const offered = verbsOf(call);
  // A colleague's consult rings this phone though the call itself was answered long ago.
  const can = { ...offered, answer: offered.answer || ringsHere };
  const id = call?.id ?? '';
  const muted = call?.muted ?? false;
  const held = call?.on_hold ?? false;
  const paused = call?.recording?.state === 'paused';

  const act = {
    // Another tab may hold the phone: then the server rings that one again with auto-answer.
    answer: () => verb.mutate(() => (ringsHere ? answerPhone() : callVerb(id, 'answer'))),
    mute: () => verb.mutate(() => callVerb(id, muted ? 'unmute' : 'mute')),
    hold: () => verb.mutate(() => callVerb(id, held ? 'resume' : 'hold')),
    keypad: () => setKeypad((open) => !open),
    transfer: () => setDialog('transfer'),
    conference: () => {
      if (call?.state === 'consulting') verb.mutate(() => callVerb(id, 'conference'));
      else setDialog('conference');
    },
    pauseRecording: () => verb.mutate(() => (paused ? callVerb(id, 'recording/resume') : pauseRecording(id))),
    hangUp: () => verb.mutate(() => callVerb(id, 'hangup')),
  };
  useHotkey('answer', act.answer, can.answer);
  useHotkey('mute', act.mute, can.mute);
  useHotkey('hold', act.hold, can.hold);
  useHotkey('keypad', act.keypad, can.keypad);
  useHotkey('transfer', act.transfer, can.transfer);
  useHotkey('conference', act.conference, can.conference);
  useHotkey('pause_recording', act.pauseRecording, can.pauseRecording);
  useHotkey('hang_up', act.hangUp, can.hangUp);

  return (
    <div className={classes['verbs']} role="toolbar" aria-label={t('bar')}>
      <VerbButton testId="verb-answer" hotkey="answer" label={t('verb.answer')} icon={<IconPhoneCall {...ICON} />} tone="answer" enabled={can.answer} onClick={act.answer} />
      <VerbButton
        testId="verb-mute"
        hotkey="mute"
        label={muted ? t('verb.unmute') : t('verb.mute')}
        icon={muted ? <IconMicrophoneOff {...ICON} /> : <IconMicrophone {...ICON} />}
        pressed={muted}
        enabled={can.mute}
        onClick={act.mute}
      />
      <VerbButton
        testId="verb-hold"
        hotkey="hold"
        label={held ? t('verb.resume') : t('verb.hold')}
        icon={held ? <IconPlayerPlay {...ICON} /> : <IconPlayerPause {...ICON} />}
        pressed={held}
        enabled={can.hold}
        onClick={act.hold}
      />
      <Popover opened={keypad && can.keypad} onChange={setKeypad} position="bottom" shadow="lg" trapFocus withinPortal>
        <Popover.Target>
          <VerbButton testId="verb-keypad" hotkey="keypad" label={t('verb.keypad')} icon={<IconDialpad {...ICON} />} enabled={can.keypad} expanded={keypad} onClick={act.keypad} />
        </Popover.Target>
        <Popover.Dropdown aria-label={t('keypad.title')}>
          <Keypad callId={id} />
        </Popover.Dropdown>
      </Popover>
      <VerbButton testId="verb-transfer" hotkey="transfer" label={t('verb.transfer')} icon={<IconShare3 {...ICON} />} enabled={can.transfer} onClick={act.transfer} />
      <VerbButton
        testId="verb-conference"
        hotkey="conference"
        label={t('verb.conference')}
        icon={<IconUsersPlus {...ICON} />}
        pressed={call?.state === 'conference'}
        enabled={can.conference}
        onClick={act.conference}
      />
      <VerbButton
        testId="verb-pause-recording"
        hotkey="pause_recording"
        label={paused ? t('verb.resume_recording') : t('verb.pause_recording')}
        icon={<IconPlayerRecord {...ICON} />}
        pressed={paused}
        enabled={can.pauseRecording}
        onClick={act.pauseRecording}
      />
      <span className={classes['apart']} />
      <VerbButton testId="verb-hang-up" hotkey="hang_up" label={t('verb.hang_up')} icon={<IconPhoneOff {...ICON} />} tone="danger" enabled={can.hangUp} onClick={act.hangUp} />
      {call && dialog !== null && can.transfer && <TransferDialog callId={call.id} purpose={dialog} onClose={() => setDialog(null)} />}
    </div>
  );
}
