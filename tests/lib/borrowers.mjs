// Borrowers of the demonstration lender, and how the lab lets them behave.

/** A borrower whose primary number ends in `digits`: {id, name, phone, loan}. */
export function borrower(zenix, digits, skip = 0) {
  const row = zenix.sql(
    `select c.id, c.name, p.e164, (select loan_number from loans where customer_id = c.id limit 1)
     from customers c join customer_phones p on p.customer_id = c.id and p.kind = 'primary'
     where p.e164 like '%${digits}' order by c.id offset ${skip} limit 1`,
  );
  const [id, name, phone, loan] = row.split('|');
  return { id: Number(id), name, phone, loan };
}

/** A borrower who answers after `ms` and says a tone of `hz` until hung up. */
export async function talkative(zenix, digits, { ms = 1200, hz = 1000, skip = 0 } = {}) {
  const one = borrower(zenix, digits, skip);
  await zenix.lab('PUT', `/lab/v1/borrowers/${encodeURIComponent(one.phone)}`, {
    behaviour: 'answer',
    answer_after_ms: ms,
    tone_hz: hz,
  });
  return one;
}

/** The lab's latest call with a borrower: state, cause, `heard`, `dtmf`. */
export async function labCall(zenix, phone) {
  const { items } = await zenix.lab('GET', '/lab/v1/calls');
  return items.find((call) => call.borrower === phone);
}
