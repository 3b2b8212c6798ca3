package io.polymeter.link.modbus.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.profile.Catalog;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainWalk;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Devices that answer whatever they like: asking them what they are ends all the same.
@Timeout(30)
class DeviceProbeTest {

    private static final List<Integer> BASES = List.of(40000, 50000, 0);
    private static final int REFUSED = -1;

    private final AtomicInteger asked = new AtomicInteger();
    private TcpServer server;
    private TcpClient client;
    private IntUnaryOperator register = _ -> REFUSED;
    private @Nullable ExceptionCode refusal;
    private boolean silent;

    @BeforeEach
    void start() throws IOException {
        server = TcpServer.open();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int port = server.listen(TcpListener.plain(any, (_, request, _) -> answer(request)))
                .localAddress()
                .getPort();
        ClientSettings settings =
                ClientSettings.of("127.0.0.1", port).waiting(Duration.ofSeconds(3), Duration.ofMillis(300));
        client = new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Answer answer(Request request) {
        asked.incrementAndGet();
        if (silent) {
            return Answer.SILENCE;
        }
        if (refusal != null) {
            return new Response.Refusal(request.functionCode(), refusal);
        }
        if (!(request instanceof Request.ReadHoldingRegisters(int address, int count))) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            words[i] = register.applyAsInt(address + i);
            if (words[i] == REFUSED) {
                return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
        }
        return new Response.ReadRegisters(3, Words.of(words));
    }

    private Optional<Chain> chain() throws IOException, InterruptedException {
        return new DeviceProbe(client, 1).chain(BASES, 3);
    }

    private static int marker(int address) {
        return address == 40000 ? 0x5375 : address == 40001 ? 0x6e53 : REFUSED;
    }

    @Test
    void anEndlessChainHasAnEnd() throws Exception {
        register = address -> address < 40002 ? marker(address) : address % 2 == 0 ? 64_001 : 2;
        Chain chain = chain().orElseThrow();
        assertThat(chain.models()).hasSizeLessThanOrEqualTo(ChainWalk.MAX_MODELS);
        assertThat(chain.ended()).isFalse();
        assertThat(asked).hasValueLessThan(110);
    }

    @Test
    void aModelOfLengthZeroEndsTheChain() throws Exception {
        register = address -> switch (address) {
            case 40000, 40001 -> marker(address);
            case 40002 -> 1;
            case 40003 -> 66;
            case 40070 -> 103;
            default -> 0;
        };
        assertThat(chain().orElseThrow().models()).containsExactly(new Model(1, 40002, 66));
    }

    @Test
    void aLengthBeyondTheLastRegisterEndsTheChain() throws Exception {
        register = address -> switch (address) {
            case 40000, 40001 -> marker(address);
            case 40002 -> 1;
            case 40003 -> 66;
            case 40070 -> 103;
            case 40071 -> 0xfffe;
            default -> 0;
        };
        assertThat(chain().orElseThrow().models()).containsExactly(new Model(1, 40002, 66));
    }

    @Test
    void nonsenseIsNoDeviceOrAShortOne() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            register = address -> address == 40000 || address == 40001 ? marker(address) : random.nextInt(65_536);
            asked.set(0);
            chain().ifPresent(chain -> assertThat(chain.models()).allMatch(model -> model.end() <= 65_536));
            assertThat(asked).hasValueLessThan(110);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExceptionCode.class,
            names = {"ILLEGAL_FUNCTION", "ILLEGAL_DATA_ADDRESS", "ILLEGAL_DATA_VALUE"})
    void aDeviceThatRefusesEverythingForGoodHasNoChainAndIsNoMeter(ExceptionCode code) throws Exception {
        refusal = code;
        assertThat(chain()).isEmpty();
        assertThat(asked).hasValue(3);
        assertThat(new DeviceProbe(client, 1)
                        .candidates(Catalog.builtIn().probed())
                        .fitting())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExceptionCode.class,
            names = {"SERVER_DEVICE_FAILURE", "SERVER_DEVICE_BUSY"})
    void aRefusalForTheMomentIsNoAnswer(ExceptionCode code) {
        refusal = code;
        assertThatThrownBy(this::chain)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exception " + code.code());
    }

    @Test
    void aGatewayThatDoesNotReachTheUnitSaysSo() {
        refusal = ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND;
        assertThatThrownBy(this::chain).isInstanceOf(DeviceProbe.NobodyThereException.class);
    }

    @Test
    void aDeviceThatNeverAnswersCostsOneTimeOut() {
        silent = true;
        assertThatThrownBy(this::chain).isInstanceOf(NoResponseException.class);
        assertThat(asked).hasValue(1);
    }
}
