import type { Amounts } from './upload';

const ROWS = {
  header:
    'external_id,name,phone,loan_number,amount_due,currency,days_past_due,due_date,principal,product,branch,email,language,time_zone,alternate_phone,guarantor_name,guarantor_phone',
  major: 'C-1001,Asha Rao,+919876543210,PL/2026/1001,12500.50,INR,45,2026-10-08,50000.00,Personal loan,Pune,asha@example.org,mr,Asia/Kolkata,,Ravi Rao,+919876543211',
  minor: 'C-1001,Asha Rao,+919876543210,PL/2026/1001,1250050,INR,45,2026-10-08,5000000,Personal loan,Pune,asha@example.org,mr,Asia/Kolkata,,Ravi Rao,+919876543211',
} as const;

/** A file with every column and one borrower to write over. */
export const template = (amounts: Amounts) => `${ROWS.header}\r\n${ROWS[amounts]}\r\n`;

export const templateUrl = (amounts: Amounts) => `data:text/csv;charset=utf-8,${encodeURIComponent(template(amounts))}`;
