// The lab's GSM boxes: made, scripted, and kept by zenix.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from './server.mjs';

const labFile = (zenix) => JSON.parse(readFileSync(join(zenix.folder, 'lab', 'lab.json'), 'utf8'));

let boxes = 0;

/** One more box in the lab, with SIMs and a SIP side of its own; Dinstar with eight ports when nothing else is said. */
export async function makeBox(zenix, id, { password = 'admin', ...other } = {}) {
  boxes += 1;
  const made = await zenix.lab('POST', '/lab/v1/gateways', { id, first_number: 918200000001 + boxes * 1000, driver: 'dinstar', ports: 8, username: 'admin', password, speed: 50, ...other });
  return { id, url: made.url, username: 'admin', password, sip_host: made.sip_host, sip_port: made.sip_port };
}

export const setPort = (zenix, id, port, change) => zenix.lab('PUT', `/lab/v1/gateways/${id}/ports/${port}`, change);

/** Mains of a box: without it nothing answers, and its calls end without a word. */
export const setPower = (zenix, id, on) => zenix.lab('PUT', `/lab/v1/gateways/${id}/power`, { on });
export const setMaker = (zenix, id, change) => zenix.lab('PUT', `/lab/v1/gateways/${id}/maker`, change);

/** The lab's own box is kept, and its ports are known. */
export async function keepBox(zenix, admin) {
  const listed = async () => (await admin.ok('GET', '/api/v1/gateways')).items;
  if ((await listed()).length === 0) {
    const [box] = labFile(zenix).gateways;
    const trunk = (await admin.ok('GET', '/api/v1/trunks')).items.find(({ name }) => name === 'lab-gsm');
    await admin.ok('POST', '/api/v1/gateways', { trunk_id: trunk.id, driver: box.driver, url: box.url, username: box.username, password: box.password });
  }
  await until('the box is heard', async () => (await listed()).every(({ state, ports }) => state === 'up' && ports.length > 0));
}
