// The document against the server: api/openapi.yaml as a table of operations, and a judge of answers.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const document = parse(readFileSync(new URL('../../api/openapi.yaml', import.meta.url), 'utf8'));
const verbs = ['get', 'put', 'post', 'patch', 'delete'];

export const resolve = (node) =>
  node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, part) => at[part], document)) : node;

const asPattern = (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

/** [{id, method, path, pattern, roles, parameters, body, responses}], as the document lists them. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  verbs
    .filter((verb) => item[verb])
    .map((verb) => ({
      id: item[verb].operationId,
      method: verb.toUpperCase(),
      path,
      pattern: asPattern(path),
      roles: item[verb]['x-roles'],
      parameters: [...(item.parameters ?? []), ...(item[verb].parameters ?? [])].map(resolve),
      body: resolve(item[verb].requestBody),
      responses: item[verb].responses,
    })),
);
export const roles = document.components.schemas.Role.enum;
export const operation = (id) => operations.find((one) => one.id === id);

/** The operation a request belongs to; a literal path goes before one with `{id}`. */
export function operationOf(method, path) {
  const fits = operations.filter((one) => one.method === method && one.pattern.test(path));
  return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

/** [topic, name, schema] of every event the stream may bring. */
export const events = document.components.schemas.StreamEvent.oneOf.map(resolve)
  .map((one) => [one.properties.topic.const, one.properties.name.const, one]);

// --- Schemas of answers: what is not in the document may not be in an answer either. ------------------
const open = new Set(['Problem']); // RFC 9457 lets a problem carry members of its own.

function closed(schema, name) {
  if (Array.isArray(schema)) return schema.map((part) => closed(part));
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, key === 'enum' ? part : closed(part)]));
  if (open.has(name)) return copy;
  if (schema.allOf) return { ...copy, allOf: schema.allOf.map(resolve).map((part) => ({ ...part })), unevaluatedProperties: false };
  if (schema.properties && schema.additionalProperties === undefined) copy.additionalProperties = false;
  return copy;
}

const ajv = addFormats(new Ajv2020({ allErrors: true, strict: false, validateFormats: true }));
const schemas = Object.fromEntries(Object.entries(document.components.schemas).map(([name, one]) => [name, closed(one, name)]));
ajv.addSchema({ $id: 'api', components: { schemas } });

function relocate(node) {
  if (Array.isArray(node)) return node.map(relocate);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, part]) => [key, key === '$ref' ? `api${part}` : relocate(part)]),
  );
}
const compiled = new Map();
function validator(key, schema) {
  if (!compiled.has(key)) compiled.set(key, ajv.compile(relocate(closed(schema))));
  return compiled.get(key);
}

/** What is wrong with an answer, by the document: a list of sentences, empty when all is well. */
export function judge({ method, path, status, type, body }) {
  const where = path.split('?')[0];
  const found = operationOf(method, where);
  if (!found) return status === 404 || status === 405 ? [] : [`${method} ${where} is not in the document, but answers ${status}`];
  const declared = found.responses[status] ?? (status >= 400 ? found.responses.default : undefined);
  if (!declared) return [`${found.id}: status ${status} is not declared`];
  const { content } = resolve(declared);
  const mime = type.split(';')[0];
  if (!content) return body?.length ? [`${found.id} ${status}: a body where none is declared`] : [];
  if (!content[mime]) return [`${found.id} ${status}: content type '${mime}' is not declared`];
  if (!mime.endsWith('json')) return [];
  const check = validator(`${found.id} ${status} ${mime}`, content[mime].schema);
  if (check(body)) return [];
  return check.errors.map(
    (e) => `${found.id} ${status}: ${e.instancePath || 'the body'} ${e.message} ${JSON.stringify(e.params)}`,
  );
}


/** What is wrong with a message of the event stream, as `judge`. */
export function judgeMessage(message) {
  const { type, topic, name } = message;
  const event = events.find(([t, n]) => type === 'event' && t === topic && n === name);
  if (type === 'event' && !event) return [`the event ${topic}/${name} is not in the document`];
  const which = type === 'event' ? `event ${topic}/${name}` : 'snapshot';
  const check = validator(which, event ? event[2] : document.components.schemas.StreamSnapshot);
  if (check(message)) return [];
  return check.errors.map((e) => `${which}: ${e.instancePath || 'the message'} ${e.message} ${JSON.stringify(e.params)}`);
}
