package io.polymeter.link.modbus.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.OutputStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each client's figures, of as many clients as are told apart.
class ClientStatisticsTest {

    private final ClientStatistics clients = new ClientStatistics();

    @Test
    void aClientIsCountedByItself() {
        ClientStatistics.Tally one = clients.of("10.0.0.1");
        one.asked();
        one.asked();
        one.answered(true, 10);
        one.answered(false, 30);
        one.shared();
        clients.of("10.0.0.2").asked();
        assertThat(clients.snapshot())
                .containsExactly(
                        new OutputStatistics.Client("10.0.0.1", 2, 1, 1, 1, 20, 30),
                        new OutputStatistics.Client("10.0.0.2", 1, 0, 0, 0, 0, 0));
    }

    @Test
    void whoComesLateIsCountedWithTheOthers() {
        for (int i = 0; i < 1000; i++) {
            clients.of("client " + i).asked();
        }
        List<OutputStatistics.Client> all = clients.snapshot();
        assertThat(all).hasSize(ClientStatistics.MAX_CLIENTS + 1);
        assertThat(all.stream().mapToLong(OutputStatistics.Client::requests).sum())
                .isEqualTo(1000);
        assertThat(all)
                .anyMatch(client ->
                        client.name().equals("others") && client.requests() == 1000 - ClientStatistics.MAX_CLIENTS);
    }
}
