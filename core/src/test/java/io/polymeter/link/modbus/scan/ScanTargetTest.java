package io.polymeter.link.modbus.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.config.net.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanTargetTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.0/24, 254", "192.0.2.77/30, 2", "192.0.2.0/31, 2", "192.0.2.9/32, 1", "10.0.0.0/22, 1022"})
    void aNetworkIsAllItsHosts(String text, int count) {
        ScanTarget target = ScanTarget.of(text, List.of(502));
        assertThat(target.network()).isTrue();
        assertThat(target.endpoints()).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void everyPortIsAskedOfEveryHost() {
        assertThat(ScanTarget.of("192.0.2.5/30", List.of(502, 1502)).endpoints())
                .containsExactly(
                        new Endpoint.Tcp("192.0.2.5", 502),
                        new Endpoint.Tcp("192.0.2.5", 1502),
                        new Endpoint.Tcp("192.0.2.6", 502),
                        new Endpoint.Tcp("192.0.2.6", 1502));
        assertThat(ScanTarget.of("meter", List.of(502)))
                .isEqualTo(new ScanTarget(false, List.of(new Endpoint.Tcp("meter", 502))));
        assertThat(ScanTarget.of("rtu:///dev/ttyUSB0", List.of(502)).endpoints())
                .containsExactly(Endpoint.parse("rtu:///dev/ttyUSB0"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/21, larger than 1024 addresses",
        "192.0.2.0/33, larger than 1024 addresses",
        "192.0.256.0/24, 256 is more than 255",
        "tpc://h, did you mean",
    })
    void whatIsTooMuchOrNothingIsAMistakeOfUse(String text, String why) {
        assertThatExceptionOfType(ScanException.class)
                .isThrownBy(() -> ScanTarget.of(text, List.of(502)))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.isUsage()).isTrue());
        assertThat(ScanException.failed("x", null).isUsage()).isFalse();
    }
}
