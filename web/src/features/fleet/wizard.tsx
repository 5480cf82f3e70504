import { Modal, Stepper } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Gateway } from '@/lib/api/schema.gen';

import { BoxStep } from './wizard-box';
import { CallStep } from './wizard-call';
import { SetupStep } from './wizard-setup';
import { VoiceStep } from './wizard-voice';

/** A box from nothing to its ports on the screen. Each step is kept when it is done: closing loses only what is typed. */
export function Wizard({ boxes, onClose }: { boxes: Gateway[]; onClose: () => void }) {
  const { t } = useTranslation('fleet');
  const [trunk, setTrunk] = useState<number | null>(null);
  const [box, setBox] = useState<Gateway | null>(null);
  const [isSetUp, setIsSetUp] = useState(false);
  const active = isSetUp ? 3 : box ? 2 : trunk === null ? 0 : 1;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('wizard.title')} closeOnClickOutside={false}>
      <Stepper active={active} size="sm" mb="md" allowNextStepsSelect={false}>
        <Stepper.Step label={t('wizard.step_voice')} allowStepSelect={false} />
        <Stepper.Step label={t('wizard.step_box')} allowStepSelect={false} />
        <Stepper.Step label={t('wizard.step_setup')} allowStepSelect={false} />
        <Stepper.Step label={t('wizard.step_call')} allowStepSelect={false} />
      </Stepper>
      {box && isSetUp ? (
        <CallStep box={box} onDone={onClose} />
      ) : box ? (
        <SetupStep box={box} onDone={() => setIsSetUp(true)} />
      ) : trunk === null ? (
        <VoiceStep boxes={boxes} onCancel={onClose} onDone={setTrunk} />
      ) : (
        <BoxStep trunk={trunk} onBack={() => setTrunk(null)} onDone={setBox} />
      )}
    </Modal>
  );
}
