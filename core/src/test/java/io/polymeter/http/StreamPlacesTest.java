package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress THREE = InetAddress.ofLiteral("192.0.2.3");

    private final StreamPlaces places = new StreamPlaces(3, 2);

    @Test
    void nobodyTakesAllPlaces() {
        assertThat(places.take(ONE)).isTrue();
        assertThat(places.take(ONE)).isTrue();
        assertThat(places.take(ONE)).isFalse();
        assertThat(places.isFree(TWO)).isTrue();
        assertThat(places.take(TWO)).isTrue();
    }

    @Test
    void aPlaceThatIsLeftIsFreeAgain() {
        places.take(ONE);
        places.take(ONE);
        places.take(TWO);
        assertThat(places.isFree(THREE)).isFalse();
        assertThat(places.take(THREE)).isFalse();
        places.leave(ONE);
        assertThat(places.take(THREE)).isTrue();
        places.leave(TWO);
        assertThat(places.take(ONE)).isTrue();
        assertThat(places.isFree(TWO)).isFalse();
    }
}
