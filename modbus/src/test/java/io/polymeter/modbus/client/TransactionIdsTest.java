package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.client.TransactionIds.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionIdsTest {

    private final TransactionIds ids = new TransactionIds();

    @Test
    void aDeviceThatRepeatsTheIdIsKnownFromItsFirstReply() {
        assertThat(ids.tellApart()).isFalse();
        assertThat(ids.owner(7, 7)).isEqualTo(Owner.OURS);
        assertThat(ids.tellApart()).isTrue();
        ids.unanswered(8);
        assertThat(ids.owner(8, 9)).isEqualTo(Owner.LATE);
        assertThat(ids.owner(6, 9)).isEqualTo(Owner.FOREIGN);
        assertThat(ids.owner(9, 9)).isEqualTo(Owner.OURS);
    }

    /// The second reply is asked with another id: only then a constant, a shift and exchanged bytes are told apart.
    @ParameterizedTest
    @CsvSource({
        "0x0102, 0x0103, 0x0103, 0x0104, 0x0201, 0x0202",
        "0x0102, 0x0201, 0x0104, 0x0401, 0x0506, 0x0605",
        "0xffff, 0x0000, 0x0001, 0x0002, 0x0009, 0x000a",
    })
    void aDeviationThatIsRepeatedIsTheDevicesWay(
            int first, int firstReply, int second, int secondReply, int third, int thirdReply) {
        assertThat(ids.owner(firstReply, first)).isEqualTo(Owner.PERHAPS);
        assertThat(ids.believe(firstReply, first)).isFalse();
        assertThat(ids.owner(secondReply, second)).isEqualTo(Owner.PERHAPS);
        assertThat(ids.believe(secondReply, second)).isTrue();
        assertThat(ids.owner(thirdReply, third)).isEqualTo(Owner.OURS);
        assertThat(ids.tellApart()).isTrue();
        ids.unanswered(third);
        assertThat(ids.owner(thirdReply, 0x7777)).isEqualTo(Owner.LATE);
    }

    @Test
    void aConstantIdTellsNothing() {
        assertThat(ids.believe(1, 100)).isFalse();
        assertThat(ids.believe(1, 103)).isTrue();
        assertThat(ids.isConstant()).isTrue();
        assertThat(ids.tellApart()).isFalse();
        assertThat(ids.owner(1, 500)).isEqualTo(Owner.OURS);
        assertThat(ids.owner(500, 500)).isEqualTo(Owner.FOREIGN);
    }

    @Test
    void withARequestOwedNothingElseIsBelieved() {
        ids.unanswered(3);
        assertThat(ids.owner(9, 4)).isEqualTo(Owner.FOREIGN);
        ids.connected();
        assertThat(ids.owner(9, 4)).isEqualTo(Owner.PERHAPS);
    }

    @Test
    void anotherConnectionBeginsWithoutARule() {
        ids.owner(7, 7);
        ids.connected();
        assertThat(ids.tellApart()).isFalse();
    }

    @Test
    void theOldestOfManyOwedIsForgotten() {
        ids.owner(0, 0);
        for (int id = 1; id <= 33; id++) {
            ids.unanswered(id);
        }
        assertThat(ids.owner(1, 99)).isEqualTo(Owner.FOREIGN);
        assertThat(ids.owner(2, 99)).isEqualTo(Owner.LATE);
        assertThat(ids.owner(33, 99)).isEqualTo(Owner.LATE);
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 2", "3, 5, -2", "0, 65535, 1", "65535, 0, -1"})
    void differencesAreShownTheShortWayRound(int answered, int asked, int difference) {
        assertThat(TransactionIds.difference(answered, asked)).isEqualTo(difference);
    }
}
