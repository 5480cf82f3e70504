import { config } from 'zod';

// Zod would try whether it may compile code, at the first schema that any module makes; the content
// security policy says no and the browser logs it. So this module is imported before all others.
config({ jitless: true });
