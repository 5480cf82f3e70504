import { describe, expect, it } from 'vitest';

import { fieldsOf, foreignFields, hasStrayBraces, templateSchema, toTemplate, valuesOf } from './template-values';

describe('a wording', () => {
  it('names its fields once each, in their order', () => {
    expect(fieldsOf('{{name}}, pay {{amount_due}}. Bye {{name}}')).toEqual(['name', 'amount_due']);
  });

  it('tells apart what the borrower’s file has and what must be given', () => {
    expect(foreignFields('{{name}}: {{branch_phone}}')).toEqual(['branch_phone']);
  });

  it.each(['{{name', 'name}}', '{{Name}}', '{{a b}}'])('is refused with braces that make no field: %s', (text) => {
    expect(hasStrayBraces(text)).toBe(true);
  });

  it('may hold a single brace', () => {
    expect(hasStrayBraces('a { b } {{name}}')).toBe(false);
  });
});

describe('the form of a template', () => {
  const good = { ...valuesOf(null), code: 'reminder', title: 'Reminder', languages: [{ language: 'en', text: 'Pay, {{name}}', dlt_template_id: '' }] };

  it('leaves out registrations that are not there', () => {
    expect(toTemplate(templateSchema.parse(good)).languages[0]?.dlt_template_id).toBeNull();
  });

  it('refuses two wordings of one language', () => {
    const [one] = good.languages;
    const result = templateSchema.safeParse({ ...good, languages: [one, one] });
    expect(result.error?.issues.map((issue) => issue.message)).toEqual(['same_language']);
  });
});
