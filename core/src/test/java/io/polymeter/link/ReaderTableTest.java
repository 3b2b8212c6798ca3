package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.message.Message;
import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What links share: who reads ([ReaderTable], [RequestRate]), what stays when a configuration changes
/// ([LinkReuse]), and who writes to a meter ([Controls]).
class ReaderTableTest {

    private static final long SECOND = 1_000_000_000L;

    private record Client(@Nullable InetAddress address, String name) implements Peer {
        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public void close() {}
    }

    private static Client client(int last, int port) {
        return new Client(InetAddress.ofLiteral("192.0.2." + last), "192.0.2." + last + ":" + port);
    }

    @Test
    void connectionsOfOneHostAreOneReader() {
        ReaderTable table = new ReaderTable();
        assertThat(table.asked()).isNull();
        assertThat(table.latest()).isEmpty();
        table.asked(client(1, 5000), 1);
        table.asked(client(1, 5001), 2);
        table.asked(client(2, 5000), 3);
        assertThat(table.list(4))
                .extracting(OutputStatistics.Reader::name, OutputStatistics.Reader::requests)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("192.0.2.1", 2L),
                        org.assertj.core.groups.Tuple.tuple("192.0.2.2", 1L));
        assertThat(table.latest()).isEqualTo("192.0.2.2:5000");
        assertThat(table.asked()).isEqualTo(3);
    }

    @Test
    void theMasterOfASerialLineIsOneReaderAndAConsumerByNameToo() {
        ReaderTable table = new ReaderTable();
        table.asked(new Client(null, "/dev/ttyUSB0"), 1);
        table.asked("broker", "mqtt://h", 5, 2);
        assertThat(table.latest()).isEqualTo("mqtt://h");
        assertThat(table.list(2))
                .extracting(OutputStatistics.Reader::name)
                .containsExactlyInAnyOrder("/dev/ttyUSB0", "broker");
    }

    @Test
    void manyReadersAreCountedTogether() {
        ReaderTable table = new ReaderTable();
        for (int i = 0; i < 2 * OutputStatistics.READERS; i++) {
            table.asked("reader " + i, "x", 1, i);
        }
        assertThat(table.list(0)).hasSizeLessThanOrEqualTo(OutputStatistics.READERS);
        assertThat(table.list(0).stream()
                        .mapToLong(OutputStatistics.Reader::requests)
                        .sum())
                .isEqualTo(2L * OutputStatistics.READERS);
    }

    @Test
    void theRateIsThatOfTheLastTenWholeSeconds() {
        RequestRate rate = new RequestRate();
        for (int second = 0; second < 10; second++) {
            rate.count(4, second * SECOND);
        }
        assertThat(rate.perSecond(10 * SECOND)).isEqualTo(4);
        // The running second is not whole.
        rate.count(100, 10 * SECOND);
        assertThat(rate.perSecond(10 * SECOND + 5)).isEqualTo(4);
        assertThat(rate.perSecond(15 * SECOND)).isEqualTo((5 * 4 + 100) / 10.0);
        assertThat(rate.perSecond(100 * SECOND)).isZero();
        rate.count(1, -5 * SECOND);
        assertThat(rate.perSecond(-4 * SECOND)).isEqualTo(0.1);
    }

    private record Still(String name) implements Link {
        @Override
        public Message description() {
            return Message.verbatim(name);
        }

        @Override
        public void run(Context context) {}
    }

    @Test
    void whatDidNotChangeStaysWithItsHealthAndWhatIsGoneIsForgotten() {
        LinkReuse reuse = new LinkReuse();
        LinkReuse.Built<Still> first = reuse.link("a", "terms", Still.class, _ -> new Still("first"));
        reuse.settle();
        LinkReuse.Built<Still> same = reuse.link("a", "terms", Still.class, _ -> new Still("second"));
        assertThat(same.link()).isSameAs(first.link());
        assertThat(same.health()).isSameAs(first.health());
        assertThat(same.part().link()).isSameAs(first.link());
        reuse.settle();
        assertThat(reuse.link("a", "others", Still.class, _ -> new Still("third"))
                        .link()
                        .name())
                .isEqualTo("third");
        reuse.settle();
        reuse.settle();
        assertThat(reuse.link("a", "others", Still.class, _ -> new Still("fourth"))
                        .health())
                .isNotSameAs(first.health());
    }

    @Test
    void whatReplacesAnotherMayLookAtIt() {
        LinkReuse reuse = new LinkReuse();
        List<String> seen = new ArrayList<>();
        reuse.keep("n", 1, String.class, old -> {
            seen.add(String.valueOf(old));
            return "one";
        });
        reuse.settle();
        reuse.keep("n", 2, String.class, old -> {
            seen.add(String.valueOf(old));
            return "two";
        });
        assertThat(seen).containsExactly("null", "one");
        assertThat(reuse.keep("n", 2, String.class, _ -> "three")).isEqualTo("two");
        assertThat(reuse.keep("n", 2, Integer.class, _ -> 3)).isEqualTo(3);
    }

    @Test
    void aMeterIsWrittenThroughItsOwnWriter() {
        Controls controls = new Controls();
        RegisterWriter writer = (_, _) -> CompletableFuture.completedFuture("");
        controls.offer("pv", writer);
        assertThat(controls.find("pv")).contains(writer);
        assertThat(controls.find("grid")).isEmpty();
    }
}
