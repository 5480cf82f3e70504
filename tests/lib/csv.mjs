// Borrowers' files, clean and dirty.
const header = 'external_id,name,phone,loan_number,amount_due,days_past_due,product,branch,language';
const first = ['Asha', 'Ravi', 'Meena', 'Suresh', 'Kavita', 'Imran', 'Lakshmi', 'Joseph', 'Farida', 'Gurpreet'];
const last = ['Sharma', 'Patel', 'Iyer', 'Khan', 'Das', 'Reddy', 'Singh', 'Fernandes', 'Nair', 'Chowdhury'];

/** `count` borrowers with one loan each; `mark` keeps files apart: one digit, and part of the numbers. */
export function cleanFile(count, mark = 1) {
  const lines = [header];
  for (let i = 0; i < count; i += 1) {
    const name = `${first[i % 10]} ${last[Math.floor(i / 10) % 10]} ${String.fromCharCode(65 + (i % 26))}${Math.floor(i / 260)}`;
    const phone = `+9199${mark}${String(i).padStart(7, '0')}`;
    lines.push(`T${mark}-${i},${name},${phone},TL${mark}/${i},${100_000 + i},${i % 120},personal,Pune,hi`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
