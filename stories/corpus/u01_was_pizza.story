title: Was-Pizza
person: third, limited, past
pov: ilaria
quotes: double-straight
typography: Straight double quotes and apostrophes; thoughts and emphasis in *asterisks*; chat messages with handles, no marks.

cast
ilaria: Ilaria Fenn; she; note Sparks only from Dex, Lari only from Juno
  name Ilaria
  nickname Sparks, Lari
juno: Juno; she; note Cap only from Dex
  name Juno, juno
  nickname Cap, cap
dex: Dex; he
  name Dex, dex
sol: Sol; he
  name Sol
  nickname Big man
  insult you enormous liar
bee: Bee; she; note about fifteen
  name Bee, bee
  descriptor the kid
marlow: Marlow; he; note Judas only from Dex
  name Marlow
  insult Judas
  descriptor the new man
mrsk: Mrs Kaminski; she; stage heard by one person over the telephone
  title Mrs Kaminski, Mrs K
  descriptor that woman

things
drive: the drive; aka the drive
tin: the first-aid tin; aka the tin
tweezers: tweezers; aka a pair of tweezers, the tweezers

facts
k1: Ilaria has lost her lightning; true; not juno, dex
k2: Ilaria did the fence; false
k3: Marlow cut the current of the fence from inside; true; not juno, dex
k4: Sol's ribs are cracked; true
k5: A policeman is downstairs; true
k6: Everybody upstairs is in bed; false
k7: The drive is under Sol's strapping; true; not juno, dex, marlow
k8: Juno kissed Dex for cover; true
---

% scene kitchen: juno, dex, ilaria, sol, bee@living room

Nobody had turned the oven off. That was what Ilaria noticed first, coming in over the sill with glass in her hair and one boot full of canal: the whole flat smelled of burnt cheese, and in the next room Bee was {asleep bee}asleep on the couch with her mouth open, as if it were any Friday.

{juno>*}"Nobody wake {=bee|the kid}," <Juno said>.

{dex>juno}"Nobody's waking the kid. Is that pizza?"

{juno>dex}"That was pizza."

{dex>sol}"I can eat was-pizza." Dex had the oven door down before he had his mask off. He was like that, after; some of them shook, and Dex ate. "Who wants the charcoal end? Sol? Big man?"

{sol>dex}"No."

{dex>*}"No, he says. Somebody mark the calendar."

Sol had folded himself onto the stool by the fridge, very upright, one arm laid across his middle. He had carried two of them out of the pump house, one on each shoulder, and he hadn't said a word in the van either.

Juno emptied her pockets onto the table the way she always did, one thing after another: torch, tape, somebody's tooth. Last of all came the drive. It was no bigger than a stick of gum, and they stood round and looked at it.

{dex>juno}"Eleven months. For that?"

{juno>dex}"For that." <<She pushed it across the table with one finger.>> {+>ilaria}"Lari, have it. Put it somewhere I don't know about."

{ilaria>juno}"Why me?"

{juno>ilaria}"Because nobody gets it off you and keeps their eyebrows."

It was a joke. Everybody laughed, even Sol, who stopped at once. Ilaria laughed too, and closed her fist on the drive, and put the fist in her pocket. *{thinks ilaria|Nothing,}* she thought. *{thinks ilaria|Not even a tickle.}*

She had reached for it in the pump house, the way you reach for the switch in your own hall, and there hadn't been a switch. There had been wall.

{dex>ilaria}"About that," <said Dex> with his mouth full. "No offence, Sparks, but where was my lightning? I had three guys on me. I was sort of counting on there being lightning."

{ilaria>dex half-lie:k1}"I was drained."

{dex>ilaria}"At the *start*?"

{ilaria>dex lie:k2}"I'd just done a whole fence. Do you want a receipt?"

{sol>dex}"She did the fence," <Sol told the fridge>.

She hadn't done the fence. It had been dead already when she laid her palms on it, and the only one close enough to see that was up on the roof, making sure of the street.

{phone juno=mrsk; via by telephone}The wall phone rang once and Juno had it. {juno>mrsk lie:k6}"Mrs Kaminski? No, no, we're all in bed." She listened. {juno>mrsk; how very gently}"What sort of uniform?" <she asked very gently>. And then, after quite a long time, {juno>mrsk}"Well, if he's got the shoes on already, let him bowl." {hangup juno=mrsk}She hung up. {juno>*}"There's a policeman in the alley. He's after four people in fancy dress. Mrs K has rented him a lane."

{dex>}"I would die for that woman."

{juno>*}"Lights. Masks in the bin bag. And nobody flush."

Dex hit the switch. In the same second something scraped on the fire escape, and the sash went up. Ilaria threw both hands out in front of her, out of pure habit, like somebody in a play.

{marlow>*}"It's only me." {in marlow; early|A pair of good shoes came over the sill}, and the rest of the new man after them.

{dex>marlow}"Judas! We were just saying how little we'd missed you."

{marlow>juno}"One car," <Marlow told Juno>, as though there were no one else in the dark. "One man. He's bowling."

{juno>marlow}"We know he's bowling."

{marlow>juno}"He's rather good."

Three weeks ago he had been on the other side. He'd put Dex's thumb out of joint with his own hands, and had put it back, and said sorry, and Juno had brought him home like something off a skip.

{bee>*}"Why's everything dark?" <<{in bee; early|Bee stood in the doorway} in a hoodie that came down to her knees.>> {awake bee}"Did we get it? What's that *smell*? Sol, why are you sitting like a deckchair?"

{sol>bee lie:k4}"Just sitting."

{juno>bee}"Back to bed."

{bee>juno}"I wasn't in bed, I was waiting up." She had crossed the lino on her bare feet and put two fingers to his side. Sol, who'd once had a bus parked on him, made a noise like a kettle.

{bee>sol}"How many?"

{sol>bee}"Couple."

{bee>sol}"A couple of *ribs*? And you *carried* people?"

{sol>bee}"Only cracked."

{bee>sol}"You can't tell that from the inside!"

{juno>bee; how hissed}"Quietly," <Juno hissed>.

{bee>juno,dex,marlow,sol}"I *am* being — fine. Dex, tin, over the sink. You by the window, blind down and hold this torch. Shirt up, you enormous liar."

Dex reached the tin down and slid it along the counter to her without a single remark, which showed that he was worried. Marlow pulled the blind. By torchlight the whole of Sol's left side was the colour of a plum.

{juno>dex}"Dex, with me. We're going down to watch a man bowl, and if he looks at us we're a couple."

{dex>juno}"Years I've waited, Cap."

{out juno,dex|They left by the front door}, one of them still chewing.

{to ilaria@bathroom|Ilaria ran the tap in the bathroom} and bent her head over the basin. Bits of window fell out of her. After a minute {to marlow@bathroom|there was a shape at her shoulder}, holding out a pair of tweezers.

{marlow>ilaria}"May I? You're only driving it in."

{ilaria>marlow}"Doesn't she need you to hold the torch?"

{marlow>ilaria}"She's stood it in the toaster."

She sat down on the edge of the bath. He was quick, and his hands were very light. *Tick*, went the glass in the soap dish. *Tick.*

{marlow>ilaria ?bee; how quietly}"It was dead when you touched it," <he said quietly>. "The fence. I'd pulled the feed from inside, ten minutes before. I thought that somebody ought to."

{ilaria>marlow ?bee}"So you know."

{marlow>ilaria ?bee}"I know you stood there for some time with a face like a shut door. How long?"

There seemed to be no air in the room. He'd stopped, with the tweezers up, and was looking not at her but at the tiles. {ears bee: bathroom}

{ilaria>marlow}"Since the bridge. Tuesday. It might come back."

{marlow>ilaria}"It might. Who have you told?"

{ilaria>marlow}"The tap. You."

{marlow>ilaria}"Then I haven't heard it."

{ilaria>marlow}"Why would you do that?"

{marlow>ilaria}"For six years I worked for people who'd have paid to hear it." *Tick.* "One gets tired of being paid. Keep still."

{bee>marlow,ilaria}"I need the sharp scissors," <Bee said>. She was {to bee@bathroom; early|in the doorway}, with the strapping round her neck like a scarf, and it was impossible to tell from her face how long she had been in it.

{marlow>bee}"How much of that —"

{bee>ilaria}"From Tuesday on." <<She got the scissors out of the mug by herself.>> "You should've *said*. I thought you'd gone off us."

Ilaria opened her mouth and it all came up at once, the wall and the switch and the three men on Dex, and none of it would go into words. What she did was to take the drive out of her pocket. It lay on her palm, and her palm was shaking.

{ilaria>bee}"I can't look after this. Anybody could have it off me. You could."

{bee>ilaria}"Yeah, I could," <Bee agreed>, and did. {+ whisper}"Don't tell *him* where."

{marlow>bee}"I'm going to go and look at the oven," <said Marlow>, and {to marlow@kitchen|he went}.

In the kitchen Sol was waiting with his arms up and his eyes shut. Bee wound the strapping round him, once, twice, {to ilaria,bee@kitchen; early|kneeling on the lino}; on the third turn her hand went in flat under the edge of it and came out again empty. Marlow was studying the charcoal with his back to them. It was a very tactful back.

{bee>sol whisper}"Nobody's going to hug you for a month," <Bee breathed> in Sol's ear. "You're a safe."

{sol>bee}"Hm," <said Sol>.

On the table four phones lit up together.

juno: {doc chat message by juno to dex,ilaria,sol,bee,marlow; read ilaria,sol,bee|he bowled 212 and went home. coming up}

dex: {doc chat message by dex to juno,ilaria,sol,bee,marlow; read ilaria,sol,bee|cap KISSED me. for cover. i want it in writing}

juno: {doc chat message by juno to dex,ilaria,sol,bee,marlow; read ilaria,sol,bee|On the ear.}

bee: {doc chat message by bee to juno,dex; read ilaria,sol|dex this is the chat ur not in}

dex: {doc chat message by dex to bee; read ilaria,sol,bee|who do you think made it}

{in juno,dex|Feet came up the stairs}, two pairs, and the light went on. Juno looked at the pile of glass, at Sol in his white corset, at the new man with an oven glove on each hand. She looked for longest at Ilaria.

{juno>ilaria}"Where is it?"

{ilaria>juno}"Somewhere you don't know about."

{juno>ilaria}"Good girl. You all right, Lari? You went a bit quiet on us."

It would have been the moment. Dex had his head in the fridge, humming. Sol had opened one eye; Bee was packing the tin as though she'd be marked on it.

{ilaria>juno lie:k1}"Only tired," <she said>.

{marlow>juno}"We might all eat something," <Marlow put in>, "if anybody still wants it," and he held out the tray, and Dex said that for a traitor he had his points, and for a while nobody talked at all.

% drive take_out juno> @kitchen table [Last of all (came) the drive]
% drive give juno>ilaria @kitchen [pushed it across]
% drive put_in ilaria> @her pocket [put the fist in her pocket]
% drive take_out >ilaria @bathroom [(take) the drive out of her pocket]
% drive take ilaria>bee @bathroom [and (did)]
% drive hide bee>sol @under his strapping [on the third..(went) in flat]
% tin take >dex @kitchen [Dex (reached) the tin down]
% tin give dex>bee @kitchen [(slid) it along the counter to her]
% tweezers hold >marlow @bathroom [(holding) out a pair of tweezers]
% k1 ilaria knows: own body [a tickle]
% k1 marlow knows: witnessed it at the fence [It was dead when you touched it]
% k1 bee learns: overheard; by ilaria [Since the bridge]
% k2 dex believes (perhaps): told; by ilaria [I'd just done]
% k2 ilaria knows it is a lie: own lie [She hadn't done the fence.]
% k2 marlow knows it is false: own deed [I'd pulled the feed]
% k3 marlow knows: own deed [I'd pulled the feed]
% k3 ilaria learns: told; by marlow [I'd pulled the feed]
% k4 sol knows: own body [Couple.]
% k4 bee infers: feels his side [put two fingers to his side]
% k4 juno learns: told; by sol [Only cracked.]
% k4 dex learns: told; by sol [Only cracked.]
% k4 ilaria learns: told; by sol [Only cracked.]
% k4 marlow learns: told; by sol [Only cracked.]
% k5 mrsk knows: witnessed [What sort of uniform?]
% k5 juno learns: told; by mrsk [What sort of uniform?]
% k5 dex learns: told; by juno [There's a policeman]
% k5 ilaria learns: told; by juno [There's a policeman]
% k5 sol learns: told; by juno [There's a policeman]
% k5 marlow knows: witnessed from the roof [He's rather good.]
% k6 mrsk believes (perhaps): told; by juno [we're all in bed]
% k6 juno knows it is a lie: own lie [we're all in bed]
% k7 bee knows: own deed [her hand went in flat]
% k7 sol learns: told; by bee [You're a safe.]
% k7 ilaria knows: witnessed [her hand went in flat]
% k8 dex knows: took part [cap KISSED me]
% k8 juno knows: took part [On the ear.]
% k8 ilaria learns: read; by dex [cap KISSED me]
% k8 sol learns: read; by dex [cap KISSED me]
% k8 bee learns: read; by dex [cap KISSED me]
% body bee: asleep; ongoing [Bee was asleep on the couch]
% body sol ribs: cracked; cause the fight [Only cracked.]
% body sol side: bruised, the colour of a plum; ongoing [Sol's left side was the colour of a plum]
% body sol ribs: strapped; treated; by bee [Bee wound the strapping round him]
% body dex thumb: put out of joint; past; by marlow [put Dex's thumb out of joint]
% body ilaria hair: full of glass; ongoing; cause a broken window [glass in her hair]
% body ilaria hair: glass picked out; treated; by marlow [*Tick*, went the glass]
% body ilaria hand: shaking; cause fright [her palm was shaking]
% body ilaria: drained, tired; feigned [Only tired]
% event carry sol> [He had (carried) two of them]
% event reach ilaria> [She had (reached) for it]
% event lie ilaria>dex [I'd just done a whole fence]
% event phone mrsk>juno [The wall phone (rang) once]
% event enter marlow> [A pair of good shoes (came) over the sill]
% event enter bee> [Bee (stood) in the doorway]
% event touch bee>sol [had crossed..(put) two fingers to his side]
% event exit juno,dex> [They (left) by the front door]
% event treat marlow>ilaria [Bits of window (fell) out of her]
% event confess ilaria>marlow [Since the bridge]
% event overhear bee>ilaria,marlow [From Tuesday on.]
% event bandage bee>sol [Bee (wound) the strapping round him]
% event kiss juno>dex [cap (KISSED) me]
% event return juno,dex> [Feet (came) up the stairs]
% event look juno>ilaria [She (looked) for longest at Ilaria]
% event offer marlow> [he (held) out the tray]
% tie juno leader of dex; implied [Years I've waited, Cap]
% tie marlow former enemy of dex [he had been on the other side]
% tie mrsk landlady of juno; implied [Mrs K has rented]
% feels dex distrust of marlow [Judas!]
% feels marlow loyalty to ilaria [Then I haven't heard it.]
% feels bee hurt by ilaria [I thought you'd gone off us.]
% rule Lightning burns whoever takes a thing from Ilaria by force; implied [nobody gets it off you and keeps their eyebrows]
% rule While a policeman is below: no light, no masks, no flushing [Lights. Masks..flush]
% order juno>ilaria: hide the drive; kept [Put it somewhere I don't know about.]
% order juno>bee: back to bed; not carried out [Back to bed.]
% order juno>dex: come down and be her partner; kept [if he looks at us we're a couple]
% promise marlow>ilaria: keep her secret; kept so far [Then I haven't heard it.]
% request bee>ilaria: not tell Marlow where the drive is; open [Don't tell *him* where.]
