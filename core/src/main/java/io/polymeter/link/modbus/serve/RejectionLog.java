package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import java.net.InetAddress;

/// Says of each address that it was turned away at an endpoint. The endpoint's thread notes, the link's thread tells.
final class RejectionLog {

    private final Context context;
    private final Clock.Signal signal;
    private final Refusals refusals;

    RejectionLog(Link link, Context context) {
        this.context = context;
        this.signal = context.clock().signal();
        this.refusals = new Refusals(link);
    }

    /// Notes an address; never blocks.
    void note(InetAddress address) {
        refusals.note(Trouble.note(
                address.getHostAddress(),
                Message.of(
                        "not-among-readers", "is not among those who may read or write here: see 'from' and 'allow'")));
        signal.raise();
    }

    /// Tells of strangers until it is interrupted.
    void tell() throws InterruptedException {
        while (true) {
            refusals.tell(context);
            signal.await(Refusals.LOOK);
        }
    }
}
