package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceObjectsTest {

    private static final DeviceObjects SHORT =
            new DeviceObjects(new TreeMap<>(Map.of(0, "KOSTAL", 1, "KSEM", 2, "2.6", 4, "Zähler", 0x80, "x")));

    @ParameterizedTest
    @CsvSource({
        "1, 0, '0,1,2'",
        "2, 0, '0,1,2,4'",
        "3, 0, '0,1,2,4,128'",
        "3, 4, '4,128'",
        "1, 4, '0,1,2'",
        "2, 3, '0,1,2,4'"
    })
    void aStreamHasTheObjectsOfItsCategoryFromTheOneAsked(int category, int first, String ids) {
        var answer =
                (Response.DeviceIdentification) SHORT.answer(new Request.ReadDeviceIdentification(category, first));
        assertThat(answer.objects().keySet()).map(String::valueOf).containsExactly(ids.split(","));
        assertThat(answer.more()).isFalse();
        assertThat(answer.nextObject()).isZero();
        assertThat(answer.conformity()).isEqualTo(0x83);
    }

    @Test
    void aSingleObjectIsGivenOrRefused() {
        assertThat(Hex.of(SHORT.answer(new Request.ReadDeviceIdentification(4, 4))))
                .isEqualTo("2b 0e 04 83 00 00 01 04 06 5a e4 68 6c 65 72");
        assertThat(SHORT.answer(new Request.ReadDeviceIdentification(4, 3)))
                .isEqualTo(new Response.Refusal(43, ExceptionCode.ILLEGAL_DATA_ADDRESS));
    }

    @Test
    void aLongStreamGoesOverManyAnswersAndLosesNothing() {
        TreeMap<Integer, String> all = new TreeMap<>();
        for (int id = 0; id < 256; id++) {
            all.put(id, Integer.toString(id).repeat(1 + id % 81));
        }
        DeviceObjects device = new DeviceObjects(all);
        TreeMap<Integer, String> gathered = new TreeMap<>();
        int next = 0;
        do {
            Request.ReadDeviceIdentification request = new Request.ReadDeviceIdentification(3, next);
            ByteBuffer wire = ByteBuffer.allocate(Pdu.MAX_LENGTH);
            Pdu.encode(device.answer(request), wire);
            var answer = (Response.DeviceIdentification) Pdu.decodeResponse(wire.flip(), request);
            gathered.putAll(answer.objects());
            assertThat(answer.nextObject() > next).isEqualTo(answer.more());
            next = answer.nextObject();
        } while (next != 0);
        assertThat(gathered).isEqualTo(all);
    }

    @Test
    void whatDoesNotFitIsNotADevice() {
        refused(Map.of(0, "a", 1, "b"));
        refused(Map.of(0, "a", 1, "b", 2, "€"));
        refused(Map.of(0, "a", 1, "b", 2, "c", 256, "d"));
        refused(Map.of(0, "a", 1, "b", 2, "c".repeat(245)));
        assertThat(new DeviceObjects(new TreeMap<>(Map.of(0, "a", 1, "b", 2, "c".repeat(244))))
                        .answer(new Request.ReadDeviceIdentification(1, 2)))
                .extracting(Hex::of)
                .asString()
                .hasSize(3 * 253 - 1);
    }

    private static void refused(Map<Integer, String> objects) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DeviceObjects(new TreeMap<>(objects)));
    }
}
