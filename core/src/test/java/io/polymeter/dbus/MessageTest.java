package io.polymeter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages as libdbus writes them are read, and nothing else is believed.
class MessageTest {

    /// A call made by libdbus 1.14 with an argument of every type, taken off its socket.
    private static final byte[] LIBDBUS = HexFormat.of()
            .parseHex("6c01000198000000020000007e00000001016f00040000002f612f62000000000601730011000000636f6d2e6578616d"
                    + "706c652e5468696e67000000000000000201730010000000636f6d2e6578616d706c652e466163650000000000000000"
                    + "0301730002000000446f000000000000080167001879626e716975787464736f6761617b73767d287961782976000000"
                    + "0700000001000000fefffffffdffffff00286bee00000000fbffffffffffffffffffffffffffffff000000000000f83f"
                    + "050000006772c3bc6e000000020000002f780005617b73767d0000003000000028000000000000000400000070617468"
                    + "0001730003000000612f620000000000010000006e000169000000002800000001000000080000000900000000000000"
                    + "0261690000000000");

    private static final List<DbusValue> ARGUMENTS = List.of(
            new DbusValue.Octet(7),
            new DbusValue.Bool(true),
            new DbusValue.Int16(-2),
            new DbusValue.Uint16(65535),
            new DbusValue.Int32(-3),
            new DbusValue.Uint32(4_000_000_000L),
            new DbusValue.Int64(-5),
            new DbusValue.Uint64(-1),
            new DbusValue.Real(1.5),
            new DbusValue.Text("grün"),
            new DbusValue.ObjectPath("/x"),
            new DbusValue.Type("a{sv}"),
            new DbusValue.Array(
                    "a{sv}",
                    List.of(new DbusValue.Array(
                            "{sv}",
                            List.of(
                                    new DbusValue.Entry(
                                            new DbusValue.Text("path"),
                                            new DbusValue.Variant(new DbusValue.Text("a/b"))),
                                    new DbusValue.Entry(
                                            new DbusValue.Text("n"),
                                            new DbusValue.Variant(new DbusValue.Int32(40))))))),
            new DbusValue.Struct(
                    List.of(new DbusValue.Octet(1), new DbusValue.Array("x", List.of(new DbusValue.Int64(9))))),
            new DbusValue.Variant(new DbusValue.Array("i", List.of())));

    /// A bus that has said all this.
    private record Said(ByteBuffer bytes) implements Wire {
        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count == 0 ? -1 : count;
        }

        @Override
        public void write(byte[] source) throws IOException {
            throw new IOException("connection refused");
        }

        @Override
        public boolean pins() {
            return false;
        }

        @Override
        public void close() {}
    }

    private static MessageReader reader(byte[] bytes) {
        return new MessageReader(new Said(ByteBuffer.wrap(bytes)));
    }

    private static BusMessage only(byte[] bytes) throws IOException {
        assertThat(reader(bytes).next()).isInstanceOf(MessageReader.Whole.class);
        return ((MessageReader.Whole) reader(bytes).next()).message();
    }

    @Test
    void aCallOfLibdbusIsReadWithEveryTypeOfArgument() throws IOException {
        BusMessage call = only(LIBDBUS);
        assertThat(call.kind()).isEqualTo(BusMessage.Kind.CALL);
        assertThat(call.serial()).isEqualTo(2);
        assertThat(call.fields())
                .isEqualTo(new BusMessage.Fields("/a/b", "com.example.Face", "Do", null, 0, "com.example.Thing", null));
        assertThat(call.body()).isEqualTo(ARGUMENTS);
    }

    @Test
    void argumentsAreWrittenByteForByteAsLibdbusWritesThem() {
        byte[] body = Marshal.bytes(ARGUMENTS);
        assertThat(body).isEqualTo(Arrays.copyOfRange(LIBDBUS, LIBDBUS.length - body.length, LIBDBUS.length));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        BusMessage.Member member = new BusMessage.Member("/", "com.victronenergy.BusItem", "ItemsChanged");
        BusMessage signal = BusMessage.signal(member, ARGUMENTS).numbered(77);
        assertThat(only(MessageCodec.encode(signal))).isEqualTo(signal);
        BusMessage call = BusMessage.call("com.example", member, List.of()).numbered(-1);
        assertThat(only(MessageCodec.encode(call))).isEqualTo(call);
        BusMessage refusal = call.refusal("com.example.No", "no").numbered(1);
        assertThat(only(MessageCodec.encode(refusal))).isEqualTo(refusal);
        assertThat(refusal.fields().replyTo()).isEqualTo(-1);
    }

    @Test
    void highByteFirstIsReadToo() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
        bytes.putInt(1).putInt(-2).putDouble(2.5).flip();
        assertThat(new Unmarshal(bytes, ByteOrder.BIG_ENDIAN).values("uid"))
                .containsExactly(new DbusValue.Uint32(1), new DbusValue.Int32(-2), new DbusValue.Real(2.5));
    }

    @Test
    void aMessageTooLongIsSkippedAndItsSenderStillKnown() throws IOException {
        BusMessage.Member member = new BusMessage.Member("/x", "com.example", "Big");
        DbusValue big = new DbusValue.Text("x".repeat(MessageReader.MAX_LENGTH));
        byte[] first = MessageCodec.encode(
                BusMessage.call("com.example", member, List.of(big)).numbered(5));
        byte[] both = Arrays.copyOf(first, first.length + LIBDBUS.length);
        System.arraycopy(LIBDBUS, 0, both, first.length, LIBDBUS.length);
        MessageReader reader = reader(both);
        assertThat(reader.next()).isInstanceOfSatisfying(MessageReader.TooLong.class, skipped -> {
            assertThat(skipped.head().serial()).isEqualTo(5);
            assertThat(skipped.head().wantsAnswer()).isTrue();
        });
        assertThat(reader.next()).isInstanceOf(MessageReader.Whole.class);
    }

    @Test
    void aKindOfMessageThatIsNotKnownIsIgnored() throws IOException {
        byte[] bytes = LIBDBUS.clone();
        bytes[1] = 9;
        assertThat(reader(bytes).next()).isInstanceOf(MessageReader.Unknown.class);
    }

    @Test
    void nothingThatIsCutOffOrChangedDoesHarm() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(LIBDBUS, round % 3 == 0 ? random.nextInt(LIBDBUS.length) : LIBDBUS.length);
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThatNoException().isThrownBy(() -> {
                try {
                    reader(bytes).next();
                } catch (IOException expected) {
                    assertThat(expected.getMessage()).isNotEmpty();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(", "()", "(i", "i)", "{si}", "a{vi}", "a{s}", "a{sii}", "a{si", "z", "a{(i)s}"})
    void whatIsNoSignatureIsRefused(String signature) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Signatures.split(signature));
    }

    @Test
    void signaturesNestOnlySoDeep() {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Signatures.split("a".repeat(200) + "i"));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Signatures.split("i".repeat(256)));
        // A variant in a variant in a variant: each says only one level.
        ByteBuffer bytes = ByteBuffer.allocate(4000);
        while (bytes.remaining() > 3) {
            bytes.put((byte) 1).put((byte) 'v').put((byte) 0);
        }
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> new Unmarshal(bytes.flip(), ByteOrder.LITTLE_ENDIAN).values("v"))
                .withMessageContaining("nested");
    }

    @Test
    void aSignatureIsTakenApartIntoCompleteTypes() throws MalformedException {
        assertThat(Signatures.split("ya{sa{sv}}(iax)v")).containsExactly("y", "a{sa{sv}}", "(iax)", "v");
        assertThat(Objects.requireNonNull(Signatures.split(""))).isEmpty();
    }
}
