import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/components/error-text';
import { isApiError } from '@/lib/api/problem';
import { signIn, useSession } from '@/lib/auth/session';
import { duration } from '@/lib/format/format';
import { audioContext } from '@/lib/softphone/level';

import classes from './sign-in.module.css';

/** Seconds left until signing in may be tried again. */
function useCountdown() {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  const start = (seconds: number) => {
    setNow(Date.now());
    setUntil(Date.now() + seconds * 1000);
  };
  return { left: Math.max(0, Math.ceil((until - now) / 1000)), start };
}

export function SignInPage({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['sign-in', 'common']);
  const expired = useSession((state) => state.expired);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const { left, start } = useCountdown();
  const enter = useMutation({
    mutationFn: () => signIn(username.trim(), password),
    onSuccess: onDone,
    onError: (error) => {
      if (isApiError(error) && error.status === 429) start(error.retryAfterS ?? 30);
    },
  });
  const problem = () => {
    if (missing) return t('needed');
    if (left > 0) return t('throttled', { time: duration(left) });
    if (!enter.error || (isApiError(enter.error) && enter.error.status === 429)) return null;
    return isApiError(enter.error) && enter.error.status === 401 ? t('wrong') : errorText(enter.error);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // This press is what the browser wants before it lets a page make sound.
    if ('AudioContext' in window) audioContext();
    const empty = username.trim() === '' || password === '';
    setMissing(empty);
    if (!empty && left === 0) enter.mutate();
  };
  const message = problem();
  return (
    <main className={classes['page']}>
      <div className={classes['brand']}>
        <svg viewBox="0 0 32 32" width="56" height="56" aria-hidden>
          <path d="M6 8h20L11 24h15" fill="none" stroke="#ffcb66" strokeWidth="3.6" strokeLinejoin="round" strokeLinecap="round" />
        </svg>
        <span className={classes['name']}>{'ZENIX'}</span>
        <p>{t('tagline')}</p>
      </div>
      <form className={classes['card']} onSubmit={submit} noValidate>
        <Stack gap="md">
          <h1 className={classes['title']}>{t('title')}</h1>
          {expired && message === null && (
            <Alert color="honey" role="status">
              {t('expired')}
            </Alert>
          )}
          <TextInput
            label={t('username')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            value={username}
            data-autofocus
            data-testid="sign-in-username"
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            size="md"
            value={password}
            data-testid="sign-in-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {message !== null && (
            <Alert color="signal" role="alert" data-testid="sign-in-error">
              {message}
            </Alert>
          )}
          <Button type="submit" size="md" loading={enter.isPending} disabled={left > 0} data-testid="sign-in-submit">
            {t('submit')}
          </Button>
          <Text size="sm" className="zx-muted">
            {t('state_hint')}
          </Text>
        </Stack>
      </form>
    </main>
  );
}
