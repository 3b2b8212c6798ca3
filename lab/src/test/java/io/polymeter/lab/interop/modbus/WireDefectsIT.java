package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static io.polymeter.lab.peer.Registers.word;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.KsemSite;
import io.polymeter.lab.peer.RawRtu;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What bridges of this kind get wrong on the wire, byte by byte, while a meter pushes.
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class WireDefectsIT {

    private KsemSite site;
    private Stack.Running neighbour;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        site = new KsemSite(directory, "{ live: 2s }");
        neighbour = Stack.LIBMODBUS.server("rtu:" + site.bus.device(2), 5, "0-199");
        site.startPush(1, 0);
    }

    @AfterAll
    void stop() throws Exception {
        neighbour.close();
        site.close();
    }

    /// Requests and refusals from the function code on.
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("never received", "03 02 00 00 01", "83 04"),
                Arguments.of("input registers, which the meter does not have", "04 00 00 00 02", "84 01"),
                Arguments.of("coils", "01 00 00 00 08", "81 01"),
                Arguments.of("count 0", "03 00 00 00 00", "83 03"),
                Arguments.of("count 126", "03 00 00 00 7e", "83 03"),
                Arguments.of("count 65535", "03 00 00 ff ff", "83 03"),
                Arguments.of("address 65535, which the meter does not have", "03 ff ff 00 01", "83 02"),
                Arguments.of("beyond address 65535", "03 ff ff 00 02", "83 02"),
                Arguments.of("write of one register", "06 00 00 00 00", "86 01"),
                Arguments.of("write of two registers", "10 00 00 00 02 04 00 00 00 00", "90 01"),
                Arguments.of("mask write", "16 00 00 00 00 00 00", "96 01"),
                Arguments.of("read and write", "17 00 00 00 02 00 00 00 02 04 00 00 00 00", "97 01"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refusesWithAWellFormedException(String what, String request, String refusal) throws IOException {
        String length = "%02x".formatted((request.length() + 1) / 3 + 1);
        try (RawTcp tcp = new RawTcp(site.servePort);
                RawRtu rtu = new RawRtu(site.bus.device(1))) {
            assertThat(tcp.ask("a1 b2 00 00 00 " + length + " 01 " + request))
                    .as(what)
                    .isEqualTo("a1 b2 00 00 00 03 01 " + refusal);
            assertThat(rtu.ask("01 " + request)).as(what).isEqualTo(RawRtu.withCrc("01 " + refusal));
            assertThat(tcp.ask("00 01 00 00 00 06 01 03 00 00 00 01"))
                    .isEqualTo("00 01 00 00 00 05 01 03 02 %s".formatted(bytes(0)));
        }
    }

    @Test
    void anUnknownFunctionIsRefusedWithItsOwnTransactionAndUnit() throws Exception {
        try (RawTcp tcp = new RawTcp(site.servePort);
                RawRtu rtu = new RawRtu(site.bus.device(1))) {
            assertThat(tcp.ask("be ef 00 00 00 02 01 63")).isEqualTo("be ef 00 00 00 03 01 e3 01");
            assertThat(tcp.ask("be f0 00 00 00 06 01 41 00 00 00 01")).isEqualTo("be f0 00 00 00 03 01 c1 01");
            assertThat(rtu.ask("01 63")).isEqualTo(RawRtu.withCrc("01 e3 01"));
            assertThat(rtu.ask("01 03 00 00 00 01")).isEqualTo(RawRtu.withCrc("01 03 02 " + bytes(0)));
        }
    }

    @Test
    void anotherUnitIsRefusedOverTcpAndLeftAloneOnTheBus() throws Exception {
        try (RawTcp tcp = new RawTcp(site.servePort);
                RawRtu rtu = new RawRtu(site.bus.device(1))) {
            assertThat(tcp.ask("00 07 00 00 00 06 02 03 00 00 00 01")).isEqualTo("00 07 00 00 00 03 02 83 0b");
            assertThat(rtu.ask("02 03 00 00 00 01")).isEmpty();
            assertThat(rtu.ask("00 06 00 00 00 01")).as("broadcast").isEmpty();
            assertThat(rtu.ask("00 03 00 00 00 01")).as("broadcast").isEmpty();
            assertThat(rtu.ask("01 03 00 00 00 01")).isEqualTo(RawRtu.withCrc("01 03 02 " + bytes(0)));
        }
    }

    @Test
    void repliesOfAnotherUnitPassEvenIfTheyHoldARequestForUs() throws Exception {
        // Three on one line, and the neighbour takes replies to others for requests now and then.
        String request = RawRtu.withCrc("01 03 00 00 00 01");
        try (RawRtu rtu = new RawRtu(site.bus.device(1))) {
            String write = "05 10 00 64 00 04 08 " + request;
            assertThat(rtu.askAgain(write)).isEqualTo(RawRtu.withCrc("05 10 00 64 00 04"));
            for (int i = 0; i < 10; i++) {
                assertThat(rtu.askAgain("05 03 00 64 00 04")).isEqualTo(RawRtu.withCrc("05 03 08 " + request));
                assertThat(rtu.askAgain("01 03 00 00 00 01")).isEqualTo(RawRtu.withCrc("01 03 02 " + bytes(0)));
            }
        }
    }

    @Test
    void noiseIsNotAnsweredAndForgottenAtOnce() throws Exception {
        try (RawRtu rtu = new RawRtu(site.bus.device(1))) {
            assertThat(rtu.askExactly("01 03 00 00 00 01 00 00"))
                    .as("wrong check sum")
                    .isEmpty();
            assertThat(rtu.ask("01 03 00 00 00 01")).isEqualTo(RawRtu.withCrc("01 03 02 " + bytes(0)));
            assertThat(rtu.askExactly("ff 00 a5 01 03")).as("noise").isEmpty();
            assertThat(rtu.ask("01 03 00 00 00 01")).isEqualTo(RawRtu.withCrc("01 03 02 " + bytes(0)));
        }
    }

    @Test
    void requestsInOnePieceOrInManyAreAnsweredInOrder() throws Exception {
        String first = "00 01 00 00 00 06 01 03 00 00 00 01";
        String second = "00 02 00 00 00 06 01 03 00 02 00 01";
        try (RawTcp tcp = new RawTcp(site.servePort)) {
            tcp.send(first + " " + second);
            assertThat(tcp.frame()).isEqualTo("00 01 00 00 00 05 01 03 02 " + bytes(0));
            assertThat(tcp.frame()).isEqualTo("00 02 00 00 00 05 01 03 02 " + bytes(2));
            for (String piece : (first + " " + second).split(" ", -1)) {
                tcp.send(piece);
            }
            assertThat(tcp.frame()).isEqualTo("00 01 00 00 00 05 01 03 02 " + bytes(0));
            assertThat(tcp.frame()).isEqualTo("00 02 00 00 00 05 01 03 02 " + bytes(2));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "wrong protocol, 00 01 00 01 00 06 01 03 00 00 00 01",
        "no length, 00 01 00 00 00 00",
        "oversized, 00 01 00 00 02 00 01 03",
        "another protocol, 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a 0d 0a"
    })
    void aStreamInDoubtIsClosedAndOnlyThat(String what, String bytes) throws IOException {
        try (RawTcp other = new RawTcp(site.servePort);
                RawTcp tcp = new RawTcp(site.servePort)) {
            tcp.send(bytes);
            assertThat(tcp.closed()).as(what).isTrue();
            assertThat(other.ask("00 01 00 00 00 06 01 03 00 00 00 01"))
                    .isEqualTo("00 01 00 00 00 05 01 03 02 " + bytes(0));
        }
    }

    @Test
    void whatWasRefusedChangedNothing() throws Exception {
        try (RawTcp tcp = new RawTcp(site.servePort)) {
            tcp.ask("00 01 00 00 00 06 01 06 00 00 00 00");
        }
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:125")).containsExactly(hex(0, 125));
    }

    private static String bytes(int address) {
        return "%02x %02x".formatted(word(address) >> 8, word(address) & 0xff);
    }
}
