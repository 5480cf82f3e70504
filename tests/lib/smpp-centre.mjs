// An SMS centre made of the npm package `smpp`, which we did not write: takes a bind, answers submits with
// a hexadecimal id, sends a receipt that names the id in decimal, and echoes the text back as a message of
// the borrower's. Prints its port on the first line.
import smpp from 'smpp';

let ids = 255;
const server = smpp.createServer({}, (session) => {
    session.on('error', () => {});
    const bind = (pdu) => {
        if (pdu.password !== 'secret') {
            session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
            return session.close();
        }
        session.send(pdu.response({ system_id: 'npm' }));
    };
    session.on('bind_transceiver', bind);
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
        session.send(pdu.response());
        session.close();
    });
    session.on('query_sm', (pdu) =>
        session.send(pdu.response({ message_id: pdu.message_id, final_date: '', message_state: 2, error_code: 0 })));
    session.on('submit_sm', (pdu) => {
        const id = ++ids;
        session.send(pdu.response({ message_id: id.toString(16).toUpperCase() }));
        const { message, udh: elements } = pdu.short_message;
        // The package reads a header as its elements and writes it as octets.
        const udh = elements && Buffer.concat([Buffer.from([elements.reduce((n, e) => n + e.length, 0)]), ...elements]);
        session.deliver_sm({
            source_addr: pdu.destination_addr,
            destination_addr: pdu.source_addr,
            esm_class: 4,
            short_message: `id:${String(id).padStart(10, '0')} sub:001 dlvrd:001 submit date:2611290203 done date:2611290204 stat:DELIVRD err:000 text:x`,
        });
        session.deliver_sm({
            source_addr: pdu.destination_addr,
            destination_addr: pdu.source_addr,
            data_coding: pdu.data_coding,
            esm_class: udh ? 0x40 : 0,
            short_message: udh ? { udh, message } : message,
        });
    });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
