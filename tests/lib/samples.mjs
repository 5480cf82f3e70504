// A body that is well-formed for each operation that takes one, with every field of its schema.
const limits = {
  minutes_per_day: 100, minutes_per_month: 1000, minutes_per_window: 50, calls_per_day: 100, calls_per_month: 1000, calls_per_window: 50,
  texts_per_day: 100, texts_per_month: 1000, texts_per_window: 50, recipients_per_day: 100, recipients_per_month: 200,
  recipients_per_window: 50, window_hours: 24, use_from: '08:00', use_to: '19:00', use_days: ['mon', 'sat'], pause_s: 2,
  signal_floor_csq: 5, bundle_minutes: 1000, bundle_texts: 100, billing_day: 1, credit_floor_minor: 2000,
};
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
  checkGate: { customer_id: 1, phone_number: '+919876500001', channel: 'call', purpose: 'recovery', template_registered: true, at: null },
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
    caller_ids: [{ number: '+911601234567', purposes: ['recovery', 'service'] }],
  },
  setTrunkTariff: {
    currency: 'INR', connect_minor: 0, price_minor: 30, first_pulse_s: 60, next_pulse_s: 60,
    on_net_price_minor: 10, night_price_minor: 20, night_from: '22:00', night_to: '06:00',
  },
  createSimPlan: { name: 'sample', limits },
  replaceSim: { enabled: true, operator: 'Airtel', phone_number: '+918000000001', plan_id: null, limits },
  createOperator: {
    name: 'sample', ussd_code: '*123#', credit_pattern: 'Balance {amount}', currency: 'INR', series: ['+919810'], ask_every_calls: 50,
  },
  testOperatorPattern: { credit_pattern: 'Balance {amount}', currency: 'INR', answer: 'Balance 12,50' },
  createRouteGroup: {
    name: 'sample', position: 10, enabled: true, strategy: 'least_used', class: 'any', purposes: ['recovery'], countries: ['IN'],
    prefixes: ['+91'], trunks: ['sample'], typical_call_s: 120,
  },
  explainRouteChoice: { phone_number: '+919876500001', purpose: 'recovery', channel: 'call' },
  setCallerSeries: { enabled: true, prefixes: ['+911600'] },
  testCallGateway: { phone_number: '+919876500001', port: 0 },
  placeSim: { iccid: '8991100000000000001', operator: 'Airtel', phone_number: '+918000000001' },
  actOnPort: { action: 'reset', slot: null },
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
  sendMessage: {
    to: '+919876500001', customer_id: null, message: 'Sample.', template_id: null, language: 'en', fields: { amount: '1' }, sim_slot: 'auto',
    account_id: null, sender: 'SAMPLE', purpose: 'service', priority: 'normal', send_at: '2099-01-01T00:00:00Z', valid_for_min: 60,
    wait_until_lawful: false,
  },
  previewMessage: { to: '+919876500001', customer_id: 1, message: 'Sample.', template_id: null, language: 'en', fields: {} },
  assignConversation: { user_id: 1, customer_id: 1 },
  createMessageTemplate: {
    code: 'sample', title: 'Sample', purpose: 'service', sender: 'SAMPLE', dlt_entity_id: '1101172974420810001', active: true,
    languages: [{ language: 'en', text: 'Dear {{name}}, hello.', dlt_template_id: '1107160000000000001' }],
  },
  createMessageRule: {
    name: 'sample', enabled: false, trigger: 'due_date', offset_days: -3, offset_min: 0, at_local: '10:00', template_id: 1, purpose: 'service',
    filter: {
      customer_ids: [1], days_past_due_min: 1, days_past_due_max: 30, amount_due_min: 1, amount_due_max: 100, product: 'Gold loan',
      branch: 'Pune', language: 'hi', promise: 'none',
    },
  },
  createSmscAccount: {
    name: 'sample', kind: 'smpp', enabled: false, sender: 'SAMPLE', price_minor: 12, currency: 'INR', password: 'secret',
    smpp: {
      host: '127.0.0.1', port: 2775, tls: false, tls_ca: null, tls_pin: 'ab'.repeat(32), system_id: 'sample', system_type: '', mode: 'transceiver', binds: 1, window: 10,
      rate_per_s: 10, enquire_link_s: 30, response_timeout_s: 60, alphabet: 'gsm', joining: 'udh8', languages: ['hindi'],
      id_in_response: 'as_is', id_in_receipt: 'as_is', strip_zeros: false, fold_case: false, source_ton: 5, source_npi: 0, dest_ton: 1,
      dest_npi: 1, service_type: '', dlt_entity_tag: 5120, dlt_template_tag: 5121, dlt_hash_tag: 5122, telemarketers: ['1101172974420830004'],
    },
    http: { url: 'http://127.0.0.1:9/send' },
  },
  setMessageRoutes: {
    items: [{ name: 'sample', prefix: '+91', purpose: null, priority: null, via: 'gateway', account_id: null, trunk_id: null, enabled: true }],
  },
  createSmppClient: {
    name: 'Sample', system_id: 'sample', password: 'secret12', enabled: true, max_binds: 2, window: 10, rate_per_s: 10,
    allowed_from: ['127.0.0.1'], purpose: 'service', priority: 'normal', sender: 'SAMPLE',
  },
  createMessageWebhook: { url: 'http://127.0.0.1:9/hook', enabled: true, events: ['status'], secret: 'long enough' },
  addTextOptOut: { phone_number: '+919876500001', reason: 'sample' },
  createKeywordRule: { keyword: 'balance', match: 'whole', action: 'opt_out', template_id: null, user_id: null, enabled: true, place: 1 },
  createCampaign: {
    name: 'Sample', method: 'predictive', filter: { days_past_due_min: 1, days_past_due_max: 30, amount_due_min: 1, amount_due_max: 100,
      customer_ids: [1], product: 'Gold loan', branch: 'Pune', language: 'hi', promise: 'none' },
    order: [{ by: 'days_past_due', descending: true }],
    schedule: { days: ['mon', 'tue'], from: '09:00', to: '19:00', time_zone: 'Asia/Kolkata' },
    purpose: 'recovery', route_group_id: 1, max_ratio_pct: 300, max_lines: 50, abandon_budget_permille: 10, ring_timeout_s: 30,
    guarantee_h: 72, wrap_up_limit_s: 120, script: [{ language: 'en', text: 'Dear {{name}}, this is {{lender}}.' }],
    dispositions: ['promise_to_pay'], retry_rules: [{ outcome: 'busy', action: 'retry', wait_min: 30, limit: 5, spread: false }],
    team: [{ user_id: 1 }],
  },
  setCampaignLimits: { max_ratio_pct: 150, max_lines: 20, abandon_budget_permille: 5 },
  changeLead: { state: 'later', next_at: '2099-01-01T00:00:00Z', reason: 'Sample.' },
  joinCampaign: { campaign_id: 1 },
  dialLead: { lead_id: 1 },
  skipLead: { reason: 'Sample.', again_in_min: 60 },
  setGsmAuthorisation: { enabled: true, country: 'IN', reference: 'sample 1', purposes: ['recovery'] },
};
samples.replaceTrunk = samples.createTrunk;
samples.replaceCampaign = samples.createCampaign;
samples.replaceSimPlan = samples.createSimPlan;
samples.replaceOperator = samples.createOperator;
samples.replaceRouteGroup = samples.createRouteGroup;
samples.replaceGateway = samples.createGateway;
samples.probeNewGateway = samples.createGateway;
samples.setSimTariff = samples.setTrunkTariff;
samples.replaceMessageTemplate = samples.createMessageTemplate;
samples.replaceMessageRule = samples.createMessageRule;
samples.createMessageBatch = {
  name: 'sample', template_id: 1, dry_run: true, filter: samples.createMessageRule.filter, purpose: 'service', priority: 'bulk',
  send_at: '2099-01-01T00:00:00Z', wait_until_lawful: true, fields: {},
};
samples.replaceSmscAccount = samples.createSmscAccount;
samples.replaceSmppClient = samples.createSmppClient;
samples.replaceMessageWebhook = samples.createMessageWebhook;
samples.replaceKeywordRule = samples.createKeywordRule;

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
    if (!types.includes('integer')) wrong.push(['a number', 7]);
    wrong.push(['an object', {}]);
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
    wrong.push(['text', 'x'], ['an object', {}], schema.items?.type === 'integer' ? ['a list of texts', ['x']] : ['a list of numbers', [7]]);
    if (schema.minItems) wrong.push(['empty', []]);
  } else {
    wrong.push(['a list', []], ['text', 'x']);
  }
  return wrong;
}
