package io.polymeter.link.modbus.connect;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.trust.CertificateTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Keeps the certificate table and the disk together, and our own certificate valid.
public final class CertificateTableLink implements Link {

    private static final Duration RENEWAL = Duration.ofHours(1);

    private final TlsCredentials trust;

    public CertificateTableLink(TlsCredentials trust) {
        this.trust = trust;
    }

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public Message description() {
        return Message.of("link-keeps-table", "keeps the certificate table in {place}", trust.state());
    }

    @Override
    public void run(Context context) throws Exception {
        CertificateTable table = trust.table();
        long renewal = context.clock().nanos();
        try {
            while (true) {
                table.sync();
                if (context.clock().nanos() - renewal >= 0) {
                    trust.renew();
                    renewal = context.clock().nanos() + RENEWAL.toNanos();
                }
                report(context, Health.State.UP, description());
                context.clock().sleep(CertificateTable.TICK);
            }
        } finally {
            flush(table);
        }
    }

    private static void flush(CertificateTable table) throws IOException {
        // An interrupt, which is how links are stopped, would close the file that is being written.
        boolean interrupted = Thread.interrupted();
        try {
            table.flush();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        counters.put("not-listed", trust.table().dropped());
        return counters;
    }

    @Override
    public Map<String, Long> gauges() {
        return Map.of("listed", (long) trust.table().list().size());
    }
}
