import { useNavigate } from '@tanstack/react-router';

import { SignInPage } from '@/features/sign-in/sign-in-page';

export function SignInRoute() {
  const navigate = useNavigate();
  return <SignInPage onDone={() => void navigate({ to: '/' })} />;
}
