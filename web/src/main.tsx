import '@/lib/quiet-zod';

import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@/components/styles/global.css';

import { createRoot } from 'react-dom/client';

import { App } from './app/app';
import { startI18n } from './app/i18n';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await startI18n();
createRoot(root).render(<App />);
