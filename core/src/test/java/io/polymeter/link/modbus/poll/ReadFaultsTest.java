package io.polymeter.link.modbus.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.message.Message;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReadFaultsTest {

    @Test
    void whatADeviceRepliesIsASentenceInTheSentence() {
        Message busy = ReadFaults.busy(ReadFaults.exception(6), Duration.ofSeconds(2));
        assertThat(busy.text()).isEqualTo("is busy (the device replies with exception 6); asked again every 2 s");
        assertThat(Objects.requireNonNull(busy.params().build().get("why_message"))
                        .text("code"))
                .isEqualTo("replies-exception");
    }

    @Test
    void lostRequestsWithWrongChecksumsAreTheLinesFault() {
        assertThat(ReadFaults.lost(true).text()).contains("wiring");
        assertThat(ReadFaults.lost(false).text()).doesNotContain("wiring").contains("timeout");
    }
}
