import { setupServer } from 'msw/node';

/** No handlers of its own: each test says what the server answers. */
export const server = setupServer();
