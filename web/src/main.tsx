import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@/components/styles/global.css';

import { createRoot } from 'react-dom/client';
import { config } from 'zod';

import { App } from './app/app';
import { startI18n } from './app/i18n';

// Zod would try whether it may compile code; the content security policy says no and logs it.
config({ jitless: true });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startI18n();
createRoot(root).render(<App />);
