package io.polymeter.app.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A device keeps its hardware address wherever it moves to.
class ArpTableTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void aHardwareAddressLeadsToWhereItIsNow() throws Exception {
        Path table = directory.resolve("arp");
        ArpTable neighbours = new ArpTable(table);
        assertThat(neighbours.all()).as("a system that does not tell").isEmpty();
        Files.writeString(table, """
                IP address       HW type     Flags       HW address            Mask     Device
                192.168.178.1    0x1         0x2         3c:a6:2f:00:11:22     *        eth0
                192.168.178.34   0x1         0x2         B8:27:EB:36:42:42     *        eth0
                192.168.178.99   0x1         0x0         00:00:00:00:00:00     *        eth0
                """);
        assertThat(neighbours.all()).hasSize(2);
        assertThat(neighbours.address("b8:27:eb:36:42:42")).contains("192.168.178.34");
        assertThat(neighbours.address("b8:27:eb:00:00:00")).isEmpty();
    }

    @Test
    void everyAddressOfANetworkIsAsked() {
        assertThat(DeviceSearch.addresses("192.168.178.0/30")).contains("192.168.178.1", "192.168.178.2");
    }

    @Test
    void whatIsKnownOfADeviceOutlivesTheProgram() throws Exception {
        DeviceBook book = new DeviceBook(directory);
        book.keep("grid", new DeviceBook.Device("192.168.178.20", "b8:27:eb:36:42:42", "4711"));
        book.keep("grid", new DeviceBook.Device("192.168.178.20", null, null));
        book.write();
        assertThat(new DeviceBook(directory).of("grid"))
                .isEqualTo(new DeviceBook.Device("192.168.178.20", "b8:27:eb:36:42:42", "4711"));
        book.keep("grid", new DeviceBook.Device("192.168.178.21", "b8:27:eb:00:00:01", null));
        book.write();
        assertThat(new DeviceBook(directory).of("grid"))
                .as("another device")
                .isEqualTo(new DeviceBook.Device("192.168.178.21", "b8:27:eb:00:00:01", null));
        Files.writeString(directory.resolve("devices"), "{broken");
        assertThat(new DeviceBook(directory).of("grid")).isNull();
    }
}
