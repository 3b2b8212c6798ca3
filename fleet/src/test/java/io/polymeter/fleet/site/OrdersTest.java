package io.polymeter.fleet.site;

import static io.polymeter.fleet.site.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.sparkplug.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An order is done when the gateway reports it, and lapses when its time is over.
class OrdersTest {

    private final World world = new World();
    private final Gateway gateway = new Gateway();

    private static Order order(String id, double value, long expires) {
        return new Order(id, Gateway.METER, "active-power", value, expires, Order.State.SENT, 0);
    }

    private List<Order.State> states() {
        return world.all(Effect.Progress.class).stream()
                .map(progress -> progress.order().state())
                .toList();
    }

    private Arrival reported(double value, long at) {
        Payload payload = new Payload(at, gateway.next(), List.of(Gateway.value(1, at, value)));
        return new Arrival(Arrival.Type.DDATA, Gateway.METER, payload, at);
    }

    @Test
    void onlyTheEchoIsSuccess() {
        world.run(gateway, START, START + 30_000);

        world.ordered(order("a", 1234, START + 600_000), START + 30_000);
        world.arrived(reported(1000, START + 40_000));
        assertThat(states()).containsExactly(Order.State.SENT);
        world.arrived(reported(1234, START + 50_000));

        assertThat(states()).containsExactly(Order.State.SENT, Order.State.ECHOED);
        world.passed(START + 600_000);
        assertThat(states()).containsExactly(Order.State.SENT, Order.State.ECHOED, Order.State.LAPSED);
    }

    @Test
    void aGatewayThatIsAwayIsToldWhenItIsBackAndNotAfterTheExpiry() {
        world.ordered(order("a", 1234, START + 600_000), START);
        world.ordered(order("b", 7, START - 1), START);
        assertThat(world.all(Effect.Send.class)).isEmpty();
        assertThat(states()).containsExactly(Order.State.SENT, Order.State.REFUSED);

        world.run(gateway, START + 10_000, START + 20_000);
        assertThat(world.all(Effect.Send.class)).hasSize(1);
        world.arrived(gateway.nodeDeath(0, START + 30_000));
        world.passed(START + 700_000);
        gateway.bdSeq = 1;
        world.run(gateway, START + 710_000, START + 720_000);

        assertThat(world.all(Effect.Send.class)).hasSize(1);
        assertThat(states()).endsWith(Order.State.LAPSED);
    }

    @Test
    void withoutAnEchoItIsToldAgain() {
        world.run(gateway, START, START + 30_000);
        world.ordered(order("a", 1234, START + 600_000), START + 30_000);

        world.passed(START + 80_000);
        assertThat(world.all(Effect.Send.class)).hasSize(1);
        world.passed(START + 91_000);

        assertThat(world.all(Effect.Send.class)).hasSize(2);
        assertThat(states()).containsExactly(Order.State.SENT);
    }

    @Test
    void theSameOrderTwiceIsOneAndANewerReplacesIt() {
        world.run(gateway, START, START + 30_000);

        world.ordered(order("a", 1234, START + 600_000), START + 30_000);
        world.ordered(order("a", 1234, START + 600_000), START + 30_000);
        world.ordered(order("b", 500, START + 600_000), START + 31_000);

        assertThat(world.site().view().orders()).extracting(Order::id).containsExactly("b");
        assertThat(world.all(Effect.Send.class)).hasSize(2);
    }
}
