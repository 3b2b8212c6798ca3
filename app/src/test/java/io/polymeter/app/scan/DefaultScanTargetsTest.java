package io.polymeter.app.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.message.Message;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where is looked when nobody named a place.
class DefaultScanTargetsTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.178.77, 24, 192.168.178.0/24",
        "192.168.179.77, 22, 192.168.176.0/22",
        "10.1.2.3, 8, 10.0.0.0/8",
        "10.1.2.3, 32, 10.1.2.3/32",
        "255.255.255.255, 0, 0.0.0.0/0",
    })
    void aNetworkIsNamedByItsFirstAddress(String address, int prefix, String network) throws Exception {
        assertThat(OwnNetworks.network((Inet4Address) InetAddress.getByName(address), prefix))
                .isEqualTo(network);
    }

    @Test
    void theLoopbackIsNoNetworkToSearch() throws Exception {
        String loopback = NetworkInterface.networkInterfaces()
                .filter(each -> each.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
                .findFirst()
                .orElseThrow()
                .getName();
        OwnNetworks own = OwnNetworks.look(loopback);
        assertThat(own.targets()).isEmpty();
        assertThat(own.interfaces()).hasSize(1);
        assertThat(own.notes()).anyMatch(note -> note.text().contains("only announced services"));
        DefaultScanTargets places = DefaultScanTargets.look(loopback);
        assertThat(places.adapters()).isEmpty();
        assertThat(places.networks()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DefaultScanTargets.look("no-such-interface"))
                .withMessageContainingAll("no-such-interface", loopback);
    }

    @Test
    void radiosAreNoLinesWithMeters(@TempDir Path directory) throws Exception {
        List<String> names = List.of("usb-FTDI_FT232R-if00", "usb-ITEAD_SONOFF_Zigbee_3.0-if00", "usb-u-blox_GNSS");
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
        SerialAdapters adapters = SerialAdapters.look(directory);
        assertThat(adapters.targets()).containsExactly("rtu://" + directory.resolve(names.getFirst()));
        assertThat(adapters.notes())
                .hasSize(2)
                .allMatch(note -> note.text().contains("by its name it is no line with meters"));
        for (int i = 0; i < 20; i++) {
            Files.createFile(directory.resolve("usb-adapter-" + i));
        }
        assertThat(SerialAdapters.look(directory).targets()).hasSize(16);
        assertThat(Message.texts(SerialAdapters.look(directory.resolve("none")).notes()))
                .containsExactly("no serial adapter is plugged in: there is no " + directory.resolve("none"));
    }

    @Test
    void whatWasFoundIsCountedByWhetherItIsKnown() {
        Findings findings = new Findings();
        assertThat(findings.known()).isZero();
        assertThat(findings.unknown()).isZero();
        findings.note(Message.verbatim("no network"));
        assertThat(findings.notes()).containsExactly(Message.verbatim("no network"));
        assertThat(findings.modbus()).isEmpty();
        assertThat(findings.web()).isEmpty();
    }
}
