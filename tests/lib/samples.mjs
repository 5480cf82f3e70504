// A body that is well-formed for each operation that takes one, with every field of its schema.
export const samples = {
  signIn: { username: 'nobody', password: 'nothing' },
  createUser: { username: 'sample', display_name: 'Sample', role: 'telecaller', password: 'long enough for all' },
  updateUser: { display_name: 'Sample', role: 'telecaller', active: true, password: 'long enough for all' },
  createToken: { name: 'sample', role: 'auditor', expires_at: '2099-01-01T00:00:00Z' },
  setMyState: { state: 'paused', reason: 'break' },
  createCustomer: {
    external_id: 'X-1', name: 'Sample', email: 'sample@example.org', language: 'hi', time_zone: 'Asia/Kolkata',
    phones: [{ phone_number: '+919876500001', kind: 'primary', name: null }],
  },
  updateCustomer: {
    name: 'Sample', email: 'sample@example.org', language: 'hi', time_zone: 'Asia/Kolkata',
    phones: [{ phone_number: '+919876500001', kind: 'primary', name: null }],
  },
  addNote: { text: 'Sample.' },
  checkGate: { customer_id: 1, phone_number: '+919876500001', channel: 'call', purpose: 'recovery', at: null },
  updateRule: { enabled: true, parameters: { per_number_per_day: 3 }, effective_from: '2022-08-12', effective_until: null },
  addDnc: { phone_number: '+919876500001', reason: 'sample' },
  startCall: { customer_id: 1, phone_number: '+919876500001', loan_id: null },
  sendDtmf: { digits: '1' },
  transferCall: { kind: 'blind', to_user_id: 1, to_phone_number: '+919876500001' },
  pauseRecording: { reason: 'payment_details' },
  setOutcome: {
    disposition: 'promise_to_pay', notes: 'Sample.', promise: { amount: 100, due_date: '2099-01-01', loan_id: 1 },
    callback: { at_local: '2099-01-01T10:00', mine: true, note: 'Sample.' }, next_state: 'ready',
  },
  createTrunk: {
    name: 'sample', kind: 'sip', host: '127.0.0.1', port: 5060, username: 'sample', password: 'sample', codecs: ['ulaw'],
    channels_max: 10, caller_id: '+911100000000', enabled: true, gateway_ports: null,
  },
  setTrunkTariff: { currency: 'INR', connect_minor: 0, price_minor: 30, first_pulse_s: 60, next_pulse_s: 60 },
  createGateway: {
    trunk_id: 1, driver: 'dinstar', url: 'http://127.0.0.1:9', username: 'sample', password: 'sample', zone: 'Asia/Kolkata',
    poll_interval_ms: 30000, patience_ms: 5000, accept_any_certificate: false, push_from: ['127.0.0.2'],
  },
  provisionGateway: { sip_host: '127.0.0.1', sip_port: 5060 },
  acknowledgeAlert: { note: 'Sample.' },
  setAlertSettings: {
    escalate_after_min: 15, remind_every_min: 240,
    email: {
      enabled: false, host: 'mail.example.org', port: 587, security: 'starttls', username: 'sample', password: 'sample',
      from: 'zenix@example.org', to: ['ops@example.org'], escalate_to: [], min_severity: 'warning', quiet: { from: '22:00', to: '07:00' },
    },
    webhook: { enabled: false, url: 'https://example.org/hook', secret: 'sample', min_severity: 'info', quiet: null },
  },
  testAlertDelivery: { channel: 'webhook' },
  setGsmAuthorisation: { enabled: true, country: 'IN', reference: 'sample 1', purposes: ['recovery'] },
};
samples.replaceTrunk = samples.createTrunk;
samples.replaceGateway = samples.createGateway;
samples.probeNewGateway = samples.createGateway;
samples.setSimTariff = samples.setTrunkTariff;

const plain = (schema) => schema.oneOf?.find((one) => one.type !== 'null') ?? schema;

/** Every place in a body and its schema: [path as the server writes it, keys, schema, required]. */
export function* places(schema, resolve, value, path = '', keys = []) {
  const at = plain(resolve(schema));
  for (const [name, raw] of Object.entries(at.properties ?? {})) {
    const part = plain(resolve(raw));
    const here = path ? `${path}.${name}` : name;
    yield { path: here, keys: [...keys, name], schema: { ...resolve(raw), ...part }, required: at.required?.includes(name) ?? false };
    if (part.properties && value?.[name]) yield* places(part, resolve, value[name], here, [...keys, name]);
    if (part.type === 'array' && resolve(part.items).properties && value?.[name])
      yield* places(part.items, resolve, value[name][0], `${here}[0]`, [...keys, name, 0]);
  }
}

/** A copy of `body` with one place set, or taken away when `value` is undefined. */
export function changed(body, keys, value) {
  const copy = structuredClone(body);
  const last = keys.at(-1);
  const inside = keys.slice(0, -1).reduce((at, key) => at[key], copy);
  if (value === undefined) delete inside[last];
  else inside[last] = value;
  return copy;
}

/** Values that a schema refuses, with a word on why. */
export function misfits(schema) {
  const types = [schema.type].flat().filter((one) => one !== 'null');
  const wrong = [];
  if (types.includes('string')) {
    wrong.push(['a number', 7], ['an object', {}]);
    if (schema.enum) wrong.push(['not of the list', 'nonsense']);
    if (schema.maxLength) wrong.push(['too long', 'x'.repeat(schema.maxLength + 1)]);
    if (schema.minLength) wrong.push(['empty', '']);
    if (schema.format) wrong.push(['of another form', 'yesterday']);
    if (schema.pattern) wrong.push(['against the pattern', '!']);
    if (!schema.enum && !schema.format && !schema.pattern) wrong.push(['with a NUL', 'a\u0000b']);
  } else if (types.includes('integer')) {
    wrong.push(['text', 'seven'], ['a fraction', 1.5], ['far too large', 1e300], ['a list', []]);
    if (schema.minimum !== undefined) wrong.push(['too small', schema.minimum - 1]);
    if (schema.maximum !== undefined) wrong.push(['too large', schema.maximum + 1]);
  } else if (types.includes('boolean')) {
    wrong.push(['text', 'yes'], ['a number', 1]);
  } else if (types.includes('array')) {
    wrong.push(['text', 'x'], ['an object', {}], ['a list of numbers', [7]]);
    if (schema.minItems) wrong.push(['empty', []]);
  } else {
    wrong.push(['a list', []], ['text', 'x']);
  }
  return wrong;
}
