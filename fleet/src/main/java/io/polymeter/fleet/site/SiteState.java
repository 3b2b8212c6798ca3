package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All that is known of one site: one record of the store. Whoever has read it owns it; not for several threads.
public final class SiteState {

    private static final int VERSION = 2;

    /// Whether its node was born and its connection has not ended since.
    boolean online;

    /// The number of its birth and death, -1 before the first birth.
    int bdSeq = -1;

    /// The number of its last message, -1 where none is expected to follow.
    int seq = -1;

    /// When the front received its last message; 0 for never.
    long received;

    /// The instant of its last message by its own clock; 0 for never.
    long sent;

    /// Milliseconds between two messages, as the site says, or as usual.
    long interval;

    /// When births were last asked for; 0 for never.
    long rebirthAsked;

    /// What configuration it reports, by hash; empty for none.
    String configuration = "";

    /// What became of the last one it was given, in its words; empty for nothing.
    String configurationState = "";

    /// When old values were last asked for, and when one came last; 0 for never.
    long askedAt;

    long answeredAt;

    SiteDeclaration declaration = SiteDeclaration.NONE;
    byte[] declared = SiteDeclaration.NONE.bytes();
    final List<SiteMeter> meters = new ArrayList<>(List.of(new SiteMeter()));
    final List<Gap> gaps = new ArrayList<>();
    final List<Order> orders = new ArrayList<>();

    /// A site of which nothing is known yet.
    ///
    /// @param interval milliseconds between two messages until it says
    public SiteState(long interval) {
        this.interval = interval;
    }

    /// Replaces what is declared.
    void declare(SiteDeclaration next) {
        declaration = next;
        declared = next.bytes();
        while (meters.size() < next.devices().size()) {
            meters.add(new SiteMeter());
        }
    }

    /// Whether its node is connected, as far as is known.
    public boolean isOnline() {
        return online;
    }

    /// When the front received its last message; 0 for never.
    public long received() {
        return received;
    }

    /// Milliseconds between two messages.
    public long interval() {
        return interval;
    }

    /// The names of its meters; the node itself is not among them.
    public List<String> meterNames() {
        return declaration.devices().stream()
                .skip(1)
                .map(SiteDeclaration.Device::name)
                .toList();
    }

    /// The present power of a meter, null where there is none that counts.
    public @Nullable Long power(String meter) {
        int index = declaration.indexOf(meter);
        if (index < 1 || !meters.get(index).alive || meters.get(index).silentSince != 0) {
            return null;
        }
        List<Item> items = declaration.devices().get(index).items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).kind() == Kind.POWER) {
                double value = meters.get(index).values[i] * items.get(i).factor();
                return Double.isFinite(value) ? (Long) Math.round(value * 1000) : null;
            }
        }
        return null;
    }

    /// The newest instant a meter reported; 0 for never.
    public long heard(String meter) {
        int index = declaration.indexOf(meter);
        return index < 1 ? 0 : meters.get(index).heard;
    }

    /// Tells who is to be watched for silence.
    public void watch(String node, SilenceWatch watch) {
        for (int i = 1; i < meters.size(); i++) {
            SiteMeter meter = meters.get(i);
            SilenceWatch.Key key =
                    new SilenceWatch.Key(node, declaration.devices().get(i).name());
            if (meter.received != 0 && meter.silentSince == 0) {
                watch.heard(key, interval, meter.received);
            } else {
                watch.gone(key);
            }
        }
    }

    /// What an operator looks at.
    public SiteView view() {
        return SiteView.of(this);
    }

    /// The record of the store.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(1024);
        out.number(VERSION)
                .truth(online)
                .number(bdSeq)
                .number(seq)
                .number(received)
                .number(sent)
                .number(interval);
        out.number(rebirthAsked)
                .text(configuration)
                .text(configurationState)
                .number(askedAt)
                .number(answeredAt)
                .chunk(declared);
        meters.forEach(meter -> meter.write(out));
        out.number(gaps.size());
        gaps.forEach(gap -> gap.write(out));
        out.number(orders.size());
        orders.forEach(order -> order.write(out));
        return out.bytes();
    }

    /// Reads the record of the store.
    ///
    /// @param declarations gives the declaration of these bytes, which hardly ever change
    static SiteState of(byte[] bytes, Function<byte[], SiteDeclaration> declarations) {
        RecordReader in = new RecordReader(bytes);
        if (in.number() != VERSION) {
            throw new MalformedRecordException("a site was written by another version");
        }
        SiteState site = new SiteState(0);
        site.online = in.truth();
        site.bdSeq = (int) in.number();
        site.seq = (int) in.number();
        site.received = in.number();
        site.sent = in.number();
        site.interval = in.number();
        site.rebirthAsked = in.number();
        site.configuration = in.text();
        site.configurationState = in.text();
        site.askedAt = in.number();
        site.answeredAt = in.number();
        site.declared = in.chunk();
        site.declaration = Objects.requireNonNull(declarations.apply(site.declared));
        site.meters.clear();
        for (int i = site.declaration.devices().size(); i > 0; i--) {
            site.meters.add(SiteMeter.read(in));
        }
        for (int i = in.count(Gap.MAX); i > 0; i--) {
            site.gaps.add(Gap.read(in));
        }
        for (int i = in.count(Order.MAX); i > 0; i--) {
            site.orders.add(Order.read(in));
        }
        return site;
    }

    /// Reads the record of the store.
    public static SiteState of(byte[] bytes) {
        return of(bytes, SiteDeclaration::of);
    }
}
