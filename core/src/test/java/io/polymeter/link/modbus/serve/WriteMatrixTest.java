package io.polymeter.link.modbus.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.net.AddressRange;
import io.polymeter.config.yaml.Problems;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.SamplePacing;
import io.polymeter.link.Trouble;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.ProfileLoader;
import io.polymeter.runtime.SystemClock;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.Forge;
import io.polymeter.trust.PeerSide;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustAnchors;
import io.polymeter.trust.TrustFile;
import io.polymeter.view.Served;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every combination of transport, client role, profile access, `writes` and allow-list, for both write functions.
@SuppressWarnings("NullAway.Init") // set before all
class WriteMatrixTest {

    private static final String HEAD = """
            id: test-device
            title: Test
            modbus: { unit: 1 }
            groups:
              live: { fresh-for: 2s, every: 1s }
            spans:
              - { at: 0, count: 12, group: live }
            registers:
            """;

    /// Registers by kind of access: address, encoding.
    private static final Map<String, String> ROWS = Map.of(
            "read",
            "  - { at: 0, as: u16, name: Read }\n",
            "accept",
            "  - { at: 1, as: u16, access: accept, name: Accept }\n",
            "write",
            "  - { at: 2, as: u16, access: write, name: W1 }\n  - { at: 3, as: i32, access: write, name: W2 }\n",
            "write-tls",
            """
              - { at: 5, as: u16, access: write-tls, name: T1 }
              - { at: 6, as: u32, access: write-tls, name: T2 }
            """);

    /// A certificate for each transport and role; the table and the files say of each what its transport says.
    private static final Map<Transport, Map<Role, X509Certificate>> CERTIFICATES = new EnumMap<>(Transport.class);

    private static CertificateTable table;
    private static TrustAnchors anchors;

    private final List<Request> forwarded = new ArrayList<>();
    private final OutputCounters counters = new OutputCounters();

    /// How a client comes.
    private enum Transport {
        PLAIN(true),
        TLS_LISTED(false),
        TLS_ACCEPTED(true),
        TLS_TRUSTED(true);

        private final boolean passes;

        Transport(boolean passes) {
            this.passes = passes;
        }

        boolean secured() {
            return this != PLAIN;
        }
    }

    /// What the client's certificate says.
    private enum Role {
        NONE(true),
        OPERATOR(true),
        READ_ONLY(false),
        UNHEARD_OF(false);

        private final boolean writes;

        Role(boolean writes) {
            this.writes = writes;
        }
    }

    /// One cell of the matrix.
    private record Cell(Transport transport, Role role, boolean passesOn, boolean allowed) {

        /// Nothing but the profile decides.
        boolean open() {
            return transport.passes && (!transport.secured() || role.writes) && passesOn && allowed;
        }

        /// An acknowledgement without effect needs neither `writes` nor a role.
        boolean reaches(String granted) {
            return granted.equals("ack") ? transport.passes && allowed : open();
        }

        static List<Cell> all() {
            List<Cell> cells = new ArrayList<>();
            for (Transport transport : Transport.values()) {
                for (Role role : Role.values()) {
                    for (int bits = 0; bits < 4; bits++) {
                        cells.add(new Cell(transport, role, (bits & 1) == 0, (bits & 2) == 0));
                    }
                }
            }
            return cells;
        }
    }

    private record TestPeer(InetAddress address, @Nullable X509Certificate certificate) implements Peer {
        @Override
        public String name() {
            return address.getHostAddress() + ":50000";
        }

        @Override
        public void close() {}
    }

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        table = new CertificateTable(new TrustFile(folder), () -> Forge.NOW);
        Path trusted = Files.createDirectory(folder.resolve("trusted"));
        for (Transport transport : Transport.values()) {
            for (Role role : Role.values()) {
                X509Certificate certificate = certificate(transport, role);
                CERTIFICATES
                        .computeIfAbsent(transport, _ -> new EnumMap<>(Role.class))
                        .put(role, certificate);
                if (transport == Transport.TLS_TRUSTED) {
                    Files.writeString(trusted.resolve(role + ".pem"), Forge.pem(certificate));
                } else if (transport == Transport.TLS_ACCEPTED) {
                    table.saw(PeerSide.CLIENT, PresentedCertificate.of(certificate), "192.0.2.7");
                }
            }
        }
        table.flush();
        for (X509Certificate certificate :
                Objects.requireNonNull(CERTIFICATES.get(Transport.TLS_ACCEPTED)).values()) {
            new TrustFile(folder).accept(PresentedCertificate.of(certificate).fingerprint());
        }
        table.sync();
        anchors = TrustAnchors.of(trusted);
    }

    private static X509Certificate certificate(Transport transport, Role role) {
        Forge forge = Forge.of(transport.name());
        return switch (role) {
            case NONE -> forge.make();
            case OPERATOR -> forge.role("Operator").make();
            case READ_ONLY -> forge.role("ReadOnly").make();
            case UNHEARD_OF -> forge.role("Captain").make();
        };
    }

    /// The last columns: what a client that nothing else forbids gets: `ok` is passed on, `ack` acknowledged
    /// without effect, else the exception code.
    @ParameterizedTest(name = "{0}: {2} from {1}")
    @CsvSource(textBlock = """
            # profile,                       at, count, plain, tls
            none,                            2,  1,     1,     1
            read,                            0,  1,     1,     1
            read,                            30, 1,     1,     1
            read accept,                     0,  1,     1,     1
            read accept,                     1,  1,     ack,   ack
            read write-tls,                  0,  1,     1,     2
            read write-tls,                  5,  1,     1,     ok
            read write-tls,                  6,  2,     1,     ok
            read write-tls,                  5,  3,     1,     ok
            read write-tls,                  6,  1,     1,     2
            read write,                      0,  1,     2,     2
            read write,                      2,  1,     ok,    ok
            read write,                      3,  2,     ok,    ok
            read write,                      2,  3,     ok,    ok
            read write,                      3,  1,     2,     2
            read write,                      4,  1,     2,     2
            read write,                      2,  2,     2,     2
            read write,                      1,  2,     2,     2
            read write,                      4,  2,     2,     2
            read write,                      2,  4,     2,     2
            read write,                      11, 1,     2,     2
            read write,                      30, 1,     2,     2
            read accept write write-tls,     0,  1,     2,     2
            read accept write write-tls,     1,  1,     ack,   ack
            read accept write write-tls,     2,  1,     ok,    ok
            read accept write write-tls,     5,  1,     2,     ok
            read accept write write-tls,     2,  6,     2,     ok
            read accept write write-tls,     0,  8,     2,     2
            read accept write write-tls,     7,  1,     2,     2
            """)
    void aWriteIsPassedOnOnlyWhereEverythingAgrees(String rows, int at, int count, String plain, String tls)
            throws Exception {
        Profile profile = rows.equals("none") ? null : profile(rows);
        for (Cell cell : Cell.all()) {
            String granted = cell.transport().secured() ? tls : plain;
            String expected = cell.reaches(granted) ? granted : "1";
            for (Request request : requests(at, count)) {
                check(cell, profile, request, expected);
            }
        }
    }

    private void check(Cell cell, @Nullable Profile profile, Request request, String expected) throws Exception {
        String what = cell + " " + request;
        long before = refused();
        forwarded.clear();
        Answer answer = answer(cell, profile, request);
        boolean passed = expected.equals("ok");
        assertThat(forwarded).as(what).isEqualTo(passed ? List.of(request) : List.of());
        assertThat(words(answer, request)).as(what).isEqualTo(expected);
        // A client whose certificate is not accepted does not come as far as the output.
        boolean counted = !passed && !expected.equals("ack") && cell.transport() != Transport.TLS_LISTED;
        assertThat(refused() - before).as(what).isEqualTo(counted ? 1 : 0);
    }

    private static List<Request> requests(int at, int count) {
        Request several = new Request.WriteMultipleRegisters(
                at, Words.of(IntStream.range(0, count).map(i -> 0x1000 + i).toArray()));
        return count == 1 ? List.of(several, new Request.WriteSingleRegister(at, 0x2000)) : List.of(several);
    }

    private Answer answer(Cell cell, @Nullable Profile profile, Request request) throws Exception {
        Peer peer = peer(cell);
        UnitHandler unit = unit(cell, profile);
        RequestHandler served = (_, asked, who) -> unit.handle(asked, who, new SystemClock());
        if (!cell.transport().secured()) {
            return served.handle(1, request, peer);
        }
        TlsGate gate = new TlsGate(served, table, anchors);
        gate.connected(peer);
        return gate.handle(1, request, peer);
    }

    /// Whose certificate waits is shown with what to do, once, and no longer than until it is deleted.
    @Test
    void whoWaitsToBeAcceptedIsShownWhereHeAsked() throws Exception {
        X509Certificate shown = Objects.requireNonNull(CERTIFICATES.get(Transport.TLS_LISTED))
                .values()
                .iterator()
                .next();
        Peer peer = new TestPeer(InetAddress.getByName("192.0.2.7"), shown);
        List<Trouble> troubles = new ArrayList<>();
        List<String> settled = new ArrayList<>();
        RequestHandler served = (_, _, _) -> Answer.SILENCE;
        TlsGate gate = new TlsGate(served, new TlsGate.Trusted(table, anchors), troubles::add, settled::add);
        gate.connected(peer);
        gate.handle(1, new Request.ReadHoldingRegisters(0, 1), peer);
        String fingerprint = PresentedCertificate.of(shown).fingerprint();
        assertThat(troubles).hasSize(2).allSatisfy(trouble -> {
            assertThat(trouble.field()).isEqualTo("certificate " + fingerprint);
            assertThat(trouble.sentence()).contains("192.0.2.7", "accept it under Certificates");
        });
        assertThat(settled).isEmpty();
        gate.removed(new CertificateEntry.Key(PeerSide.CLIENT, fingerprint));
        assertThat(settled).containsExactly("certificate " + fingerprint);
    }

    private UnitHandler unit(Cell cell, @Nullable Profile profile) {
        AllowList allow = new AllowList(List.of(AddressRange.parse(cell.allowed() ? "192.0.2.0/24" : "198.51.100.7")));
        Meter meter = new MeterStore().add("m", profile);
        RegisterOutput output = new RegisterOutput(
                "out",
                meter,
                (_, _, _, _) -> new Served.Silent(Served.Reason.NOT_RECEIVED),
                Set.of(3),
                Set.of(),
                allow,
                new DeviceObjects(new TreeMap<>(Map.of(0, "a", 1, "b", 2, "c"))),
                counters,
                TrafficListener.NONE,
                new SamplePacing("out", meter));
        WriteAccess.Passage passage = (request, _) -> {
            forwarded.add(request);
            return new CompletableFuture<>();
        };
        WriteAccess writes =
                new WriteAccess(WriteAccess.Place.of(output), () -> profile, cell.passesOn() ? passage : null);
        return new UnitHandler(output, List.of(), writes);
    }

    private Peer peer(Cell cell) throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.7");
        Map<Role, X509Certificate> shown = Objects.requireNonNull(CERTIFICATES.get(cell.transport()));
        return new TestPeer(address, cell.transport().secured() ? shown.get(cell.role()) : null);
    }

    private static String words(Answer answer, Request request) {
        return switch (answer) {
            case Answer.Later _ -> "ok";
            case Response.Refusal(int function, ExceptionCode code)
            when function == request.functionCode() -> String.valueOf(code.code());
            case Response.WriteSingleRegister _, Response.WriteMultiple _ -> "ack";
            case Response other -> other.toString();
            case Answer.Silence _ -> "silence";
        };
    }

    private long refused() {
        return counters.snapshot(0).refused().getOrDefault("write", 0L);
    }

    private static Profile profile(String kinds) {
        StringBuilder text = new StringBuilder(HEAD);
        for (String kind : kinds.split(" ", -1)) {
            text.append(ROWS.get(kind));
        }
        Problems problems = new Problems("test.yaml");
        Profile profile = ProfileLoader.parse(text.toString().getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(profile);
    }
}
