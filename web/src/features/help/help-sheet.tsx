import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { type KeyName, KEYS } from '@/lib/hotkeys/hotkeys';

import classes from './help.module.css';

const GENERAL: KeyName[] = ['help', 'search', 'dial', 'text', 'ready'];
const CALL: KeyName[] = ['answer', 'mute', 'hold', 'keypad', 'transfer', 'conference', 'pause_recording', 'hang_up'];

function Keys({ keys }: { keys: string }) {
  return (
    <span>
      {keys.split('+').map((key, index) => (
        <span key={key}>
          {index > 0 && ' + '}
          <Kbd>{key}</Kbd>
        </span>
      ))}
    </span>
  );
}

function Row({ keys, text }: { keys: string; text: string }) {
  return (
    <div className={classes['row']}>
      <dt>{text}</dt>
      <dd>
        <Keys keys={keys} />
      </dd>
    </div>
  );
}

/** Every key there is, from the one table. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('help');
  return (
    <Modal opened onClose={onClose} title={t('title')} size="lg" data-testid="help-sheet">
      <div className={classes['columns']}>
        <section>
          <h3>{t('general')}</h3>
          <dl>
            {GENERAL.map((name) => (
              <Row key={name} keys={KEYS[name]} text={t(`keys.${name}`)} />
            ))}
            <Row keys="↑+↓" text={t('arrows')} />
          </dl>
          <h3>{t('texts')}</h3>
          <dl>
            <Row keys={KEYS.save} text={t('send_text')} />
          </dl>
          <h3>{t('wrap_up')}</h3>
          <dl>
            <Row keys="1 – 9" text={t('digit_column')} />
            <Row keys="Backspace" text={t('digit_back')} />
            <Row keys={KEYS.save} text={t('keys.save')} />
          </dl>
        </section>
        <section>
          <h3>{t('call')}</h3>
          <dl>
            {CALL.map((name) => (
              <Row key={name} keys={KEYS[name]} text={t(`keys.${name}`)} />
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  );
}
