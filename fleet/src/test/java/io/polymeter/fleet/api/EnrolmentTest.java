package io.polymeter.fleet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.enrol.Enrolment;
import io.polymeter.enrol.EnrolmentCode;
import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.ca.EnrolServer;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway's own enrolment against the fleet's server, with TLS and a registry in Kafka.
class EnrolmentTest {

    private static final char[] PASSWORD = "secret".toCharArray();
    private static final String NODE = "north/site-0815";

    @TempDir
    private Path directory;

    private final Membership membership = new Membership(List.of());
    private KafkaAccess kafka;
    private Authority authority;
    private TopicTable registry;
    private Actions actions;
    private EnrolServer server;

    @BeforeEach
    void begin() throws Exception {
        kafka = TestKafka.fleet(1);
        authority = Authority.init(directory.resolve("ca"), PASSWORD);
        registry = new TopicTable(
                kafka,
                kafka.topics().registry(),
                (node, bytes) -> membership.registered(node, bytes == null ? null : Registration.of(bytes)));
        registry.await();
        actions = new Actions(kafka);
        server = EnrolServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                authority,
                new SiteAdmissions(actions),
                new EnrolServer.Terms(List.of("localhost", "127.0.0.1"), "mqtts://localhost:8883", "polymeter"));
    }

    @AfterEach
    void end() {
        server.close();
        actions.close();
        registry.close();
    }

    private URI url() {
        return URI.create("https://localhost:" + server.port());
    }

    private EnrolmentCode invite(Duration time) throws IOException {
        EnrolmentCode code = EnrolmentCode.create(authority.certificate());
        long until = System.currentTimeMillis() + time.toMillis();
        actions.invite("ada", NODE, new Actions.Invitation(code.digest(), until, Map.of()));
        return code;
    }

    private Registration.Access access() throws InterruptedException {
        registry.refresh();
        Registration known = membership.registration(NODE);
        assertThat(known).isNotNull();
        return known.access();
    }

    private X509Certificate certificate() throws IOException {
        return Pem.certificates(directory.resolve(Enrolment.CLIENT)).getFirst();
    }

    @Test
    void aCodeLetsOneGatewayInOnce() throws Exception {
        EnrolmentCode code = invite(Duration.ofDays(1));
        assertThat(access().admits("1")).isFalse();

        Enrolment.Place place = Enrolment.join(url(), code, directory);

        assertThat(place).isEqualTo(new Enrolment.Place("north", "site-0815", "mqtts://localhost:8883", "polymeter"));
        Path client = directory.resolve(Enrolment.CLIENT);
        assertThat(Credentials.of(client, client).shown().subject()).contains(NODE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(client)))
                .isEqualTo("rw-------");
        assertThat(Pem.certificates(directory.resolve(Enrolment.FLEET))).containsExactly(authority.certificate());
        assertThat(access().admits(Authority.serial(certificate()))).isTrue();
        assertThat(access().admits("1")).isFalse();
        assertThatThrownBy(() -> Enrolment.join(url(), code, directory.resolve("second")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was used");
        assertThat(directory.resolve("second")).doesNotExist();
        assertThat(server.issued()).isEqualTo(1);
        assertThat(server.refused()).isEqualTo(1);
    }

    /// A server for the same registry, as another process has one.
    private EnrolServer another(Actions own) throws IOException {
        return EnrolServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                authority,
                new SiteAdmissions(own),
                new EnrolServer.Terms(List.of("localhost", "127.0.0.1"), "mqtts://localhost:8883", "polymeter"));
    }

    @Test
    void aCodeThatIsUsedAtSeveralServersAtOnceLetsOneIn() throws Exception {
        int servers = 4;
        List<Actions> own = new ArrayList<>();
        List<EnrolServer> others = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < servers; i++) {
                own.add(new Actions(kafka));
                others.add(another(own.getLast()));
            }
            for (int round = 0; round < 5; round++) {
                EnrolmentCode code = invite(Duration.ofDays(1));
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Boolean>> tries = new ArrayList<>();
                for (int i = 0; i < 2 * servers; i++) {
                    URI url = URI.create(
                            "https://localhost:" + others.get(i % servers).port());
                    Path place = directory.resolve("gateway-" + round + "-" + i);
                    tries.add(threads.submit(() -> {
                        start.await();
                        try {
                            Enrolment.join(url, code, place);
                            return true;
                        } catch (IOException e) {
                            assertThat(e).hasMessageContaining("was used");
                            return false;
                        }
                    }));
                }
                start.countDown();
                int joined = 0;
                for (int i = 0; i < tries.size(); i++) {
                    if (tries.get(i).get()) {
                        joined++;
                        Path client =
                                directory.resolve("gateway-" + round + "-" + i).resolve(Enrolment.CLIENT);
                        assertThat(access().serial())
                                .isEqualTo(Authority.serial(
                                        Pem.certificates(client).getFirst()));
                    }
                }
                assertThat(joined).isEqualTo(1);
            }
        } finally {
            others.forEach(EnrolServer::close);
            own.forEach(Actions::close);
        }
    }

    @Test
    void aRenewalDoesNotUndoARevocationNorLabelsACertificate() throws Exception {
        Enrolment.join(url(), invite(Duration.ofDays(1)), directory);
        try (Actions elsewhere = new Actions(kafka);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String value = Integer.toString(i);
                all.add(threads.submit(() -> {
                    elsewhere.label("ada", NODE, Map.of("region", value));
                    return null;
                }));
                all.add(threads.submit(() -> {
                    actions.snooze("otto", NODE, Duration.ofMinutes(1));
                    return null;
                }));
            }
            Enrolment.renew(url(), directory.resolve(Enrolment.FLEET), directory.resolve(Enrolment.CLIENT));
            elsewhere.admit("ada", NODE, false);
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertThat(access().admitted()).isFalse();
        assertThat(access().serial()).isEqualTo(Authority.serial(certificate()));
        assertThat(membership.registration(NODE)).isNotNull().satisfies(known -> {
            assertThat(known.labels()).isNotEmpty();
            assertThat(known.snoozed()).isPositive();
        });
    }

    @Test
    void aCodeLapses() throws Exception {
        EnrolmentCode code = invite(Duration.ofMillis(-1));

        assertThatThrownBy(() -> Enrolment.join(url(), code, directory)).hasMessageContaining("has lapsed");
    }

    @Test
    void nothingIsSaidToAnotherAuthority() throws Exception {
        Authority other = Authority.init(directory.resolve("other"), PASSWORD);
        EnrolmentCode code = EnrolmentCode.create(other.certificate());

        assertThatThrownBy(() -> Enrolment.join(url(), code, directory))
                .hasMessageContaining("authority is not the one of the code");
        assertThat(server.refused()).isZero();
    }

    @Test
    void aRenewalLeavesTheFormerCertificateUntilTheNext() throws Exception {
        Enrolment.join(url(), invite(Duration.ofDays(1)), directory);
        X509Certificate first = certificate();
        assertThat(Enrolment.due(first))
                .isBetween(
                        first.getNotBefore().toInstant().plus(Authority.GATEWAY.dividedBy(2)),
                        first.getNotAfter().toInstant().minus(Authority.GATEWAY.dividedBy(4)));

        Enrolment.renew(url(), directory.resolve(Enrolment.FLEET), directory.resolve(Enrolment.CLIENT));

        X509Certificate second = certificate();
        assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());
        assertThat(access().admits(Authority.serial(first))).isTrue();
        assertThat(access().admits(Authority.serial(second))).isTrue();

        Enrolment.renew(url(), directory.resolve(Enrolment.FLEET), directory.resolve(Enrolment.CLIENT));

        assertThat(access().admits(Authority.serial(first))).isFalse();
        assertThat(access().admits(Authority.serial(second))).isTrue();
        assertThat(access().admits(Authority.serial(certificate()))).isTrue();
    }

    @Test
    void whoIsRevokedGetsNoNewOneAndKeepsItsFile() throws Exception {
        Enrolment.join(url(), invite(Duration.ofDays(1)), directory);
        actions.admit("ada", NODE, false);
        X509Certificate before = certificate();

        assertThatThrownBy(() ->
                        Enrolment.renew(url(), directory.resolve(Enrolment.FLEET), directory.resolve(Enrolment.CLIENT)))
                .hasMessageContaining("this certificate is not admitted");
        assertThat(certificate()).isEqualTo(before);
    }
}
