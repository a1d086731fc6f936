title: Front Left
person: first, present
pov: billie
quotes: double-curly
typography: Curly double quotes, single nested; spaced en dashes; emphasis in *asterisks*; text messages in italics between underscores, no marks; one thought without marks.
near: bed six, bay C

cast
billie: Billie; she; note a night porter, Bill only from Raf
  name Wilhelmina, Billie
  nickname Bill
  endearment my love
raf: Raf Sandoval; he
  name Raf, Raf Sandoval
  title Doctor, Dr Sandoval
ains: Mr Ainscough; he
  title Mr Ainscough
  role furniture
sister: Sister Devane; she
  title Sister, Sister Devane
pen: Pen; she; stage heard over the telephone
  name Pen
lall: Mr Lall; he
  title Mr Lall
  descriptor bed four
marsh: Dr Marsh; -; stage at the other end of a telephone in Leeds, not heard
  title Dr Marsh

things
medal: Gran’s St Christopher; aka my gran’s St Christopher, the medal; owner billie
mobile: Billie’s telephone; aka My pocket; owner billie
torch: Raf’s torch; aka The torch, the torch, a torch; owner raf
tray: a dressing tray; aka a dressing tray

facts
k1: Billie was ill in March; false
k2: Raf has been offered a post in Leeds; true
k3: Raf has kept her medal in his pocket for fourteen months; true
k4: Billie has been hiding from the ward; true
k5: Mr Ainscough is not asleep; true
k6: Billie got as far as the car park in March; true; not sister
k7: Billie has no telephone; false
k8: Raf stays; true
---

% scene corridor of Ward Nine: billie, ains

There is a rule on Ward Nine that nobody laughs between midnight and six, and Mr Ainscough has broken it twice before I’ve got him round the first corner.

{ains>billie}“You’ve a wheel going,” <he says>. “Front left. Hark at it.”

{billie>ains}“That’s not the wheel, that’s me.”

{ains>billie}“Then you want oiling.”

His hip is in three pieces and there’s a new one waiting for him at eight. In the meantime they’ve given him something that makes him love everybody. He takes hold of my badge as it swings over him, and brings it up to his nose.

{ains>billie}“Wilhelmina! That’s not a girl, that’s a battleship.”

{billie>ains}“Billie.”

{ains>billie}“Billie, my love. Will you marry me?”

{billie>ains}“Not in these shoes.”

A door opens {in sister|and Sister Devane looks out of it}. She doesn’t say anything. She lays a finger across her lips, and looks at the clock, and looks at me, {out sister|and goes back in}.

{ains>billie}“Whose sister is she?”

{billie>ains}“Everybody’s.”

I swing him into Bay C – front left, he’s right, it’s singing like a kettle – and there at the far end, with a torch in his teeth, writing on the back of his hand because he’s lost the chart again, is Raf Sandoval.

% scene bay C: billie, ains, raf, lall
Fourteen months I’ve kept off this ward. I’ve swapped; I’ve bribed; once I spent the whole of a fire drill inside a linen cage. {thinks billie|Don’t turn round}, I think, and naturally he does.

The torch drops out of his mouth and rolls away under {=-|bed four}.

{raf>billie}“Hello, Bill.”

Only he ever called me that, like something that comes at the end of the month.

{billie>raf}“Doctor. Where do you want him?”

{raf>billie}“Six. By the window. How’s –”

{ains>*; how overjoyed}“You two know each other!”

{billie>ains half-lie}“No,” <I say>. At the same moment Raf is saying, {raf>ains}“A bit.”

We line the beds up. We’ve done this a few hundred times, he and I, the board and the sheet and the count of three, and my hands go ahead and do it without asking me. Mr Ainscough comes across like a tray of eggs. It’s when I reach over for the rail that the bandage slips, and Raf gets hold of my wrist.

{raf>billie}“What’s that?”

{billie>raf}“Geriatrics. Lady in a wig.”

{raf>billie}“She’s gone through the skin.”

{billie>raf}“She’d her own teeth and everything. I’ve washed it, I’m not an animal.”

{raf>billie}“Sit down.”

{billie>raf}“I’ve a body to take to –”

{raf>billie}“Then it’ll wait, won’t it? Sit.”

He {out raf|goes off} for a dressing tray. By the time {in raf|he’s back} with it I am in the visitor’s chair, and {=ains:descriptor|bed six} has begun to snore. It’s a very even snore. {raf>billie whisper ?lall}“He went off quickly,” <Raf whispers>, and hooks the curtain round the three of us with his foot.

After that it’s all whispers, on account of the rule.

{billie>raf =raf,ains ?lall}“Ow.”

{raf>billie =billie,ains ?lall}“I haven’t touched it yet. I looked out for you at the thing in March. Sister’s retirement, the one that she didn’t go through with.”

{billie>raf =raf,ains ?lall lie:k1}“I was ill.”

{raf>billie =billie,ains ?lall}“What with?”

{billie>raf =raf,ains ?lall lie:k1}“I don’t know, Raf. Something with a temperature.”

He tapes the end down. He’s gone grey over the ears, just there, as if somebody had leaned him on a wet wall. Then he goes into the top pocket, behind the pens, and what he puts into my good hand is warm and about the size of a penny. It’s my gran’s St Christopher. I turned out two flats and a car for that.

{billie>raf =raf,ains ?lall}“You could’ve posted it.”

{raf>billie =billie,ains ?lall}“I could, yes. I kept on being about to.”

{sister>raf shout}“Dr Sandoval?” {in sister; early|The curtain has a head in it}. “Telephone, at the desk. It’s Leeds again.”

{billie>raf}“What’s Leeds?”

{raf>billie}“I’ll only be –” <he says> to me, to the medal, to somewhere in between, and {out raf,sister|they’ve gone}, the two of them, in step.

I sit. I count the ceiling. Somewhere in the seventies it comes to me that there isn’t any snoring.

{ains>billie}“Consultant,” <says the pillow>. “They want him from Friday.”

{billie>ains}“You’re asleep.”

{ains>billie}“I’m eighty-four, my love, and I’m lying down. They think you’re furniture. He told Sister the whole of it over my head at teatime, he’s to say yes or no by six. {quotes raf|‘There’s one thing’d keep me,’} he says, {quotes raf|‘and she’s in the linen.’}” 

{billie>ains}“He knows about the linen?”

{ains>billie}“They all know about the linen.”

My pocket goes off. I get to it on the second ring. {phone billie=pen; via by telephone; loud}

{pen>billie}“It’s gone three and I’ve had no picture of a vending machine. Are you dead?”

{billie>pen}“I’m on a ward, Pen.”

{pen>billie}“Which?”

I don’t say anything, and my sister has known me for thirty-one years.

{pen>billie}“Oh, Billie. *No*.”

{billie>pen}“He’s going to Leeds.”

{pen>billie}“Good! Isn’t it good?”

{ains>billie}“Tell her about the medal!”

{pen>billie}“Who on earth is that?”

{billie>pen}“Furniture. He had Gran’s medal. Raf did. He’s had it on him the whole time, Pen, it was in with his *pens*.”

It’s so quiet at her end that I can hear her kettle click.

{pen>billie}“You get up,” <says my sister slowly>, “off whatever you’re sitting on –”

{hangup billie=pen}I sit on the telephone instead, because {in sister|the curtain has opened}.

{sister>billie}“Was that a telephone?”

{billie>sister lie:k7}“{k7 billie knows it is a lie: own lie|No, Sister.}”

{sister>billie,ains}“And was that Mr Ainscough, awake?”

{ains>sister lie:k5}“No, Sister.”

She looks at us for some time. She has worked nights since before I was born and she’s never yet been seen to sit down.

{sister>billie}“That hand wants a tetanus. The doctor’s at the desk, and you may tell him I said now. I’ll be counting linen. It generally takes me ten minutes.” She tucks Mr Ainscough’s foot in. “I thought tonight I might do it twice.”

{out sister|Off she goes}, and her shoes don’t make a sound; they never have.

{lall>billie}“Excuse me, please,” <says bed four>. I’d forgotten that there were any others. A thin brown arm is coming in under the curtain, with a torch on the end of it. “This belongs to the doctor. I didn’t like to interrupt.”

{billie>lall}“How long have you been awake, Mr Lall?”

{lall>billie}“Since the kettle.”

{ains>lall}“And what’s the verdict?”

{lall>ains}“My wife and I met in a lift,” <says the arm>, and withdraws.

% scene the desk: billie, raf, ains@bed six, lall@bay C, sister@linen room
He’s got his back to me and the receiver under his ear. {phone raf=marsh; via by telephone}{raf>marsh}“– no, I do see that. By six. I’m very grateful, Dr Marsh, it’s only –” He hears the shoes. He turns round, {hangup raf=marsh}and presses the thing flat against his chest.

{billie>raf}“You dropped this.” I stand the torch on its end, among the forms. “And I’m to have a tetanus.”

{raf>billie}“Right. Now?”

{billie>raf}“Sister says now.” It’s forty degrees in here all of a sudden and there’s a plant on the desk that I tell the rest to. “I wasn’t ill. In March. I was in the car park. I’d a dress on. I got as far as the ticket machine, and it only took coins, and I hadn’t any coins, and I thought, {quotes billie|‘Well, there you are, then.’}”

{raf>billie}“I’d have lent you the coins, Bill.”

{billie>raf}“I know that *now*.”

{phone raf=marsh; via by telephone}He brings the receiver up, and he doesn’t take his eyes off me. {raf>marsh}“Dr Marsh? I’m so sorry to have kept you hanging on. It’s no. … No, it was a lovely offer. … I’m quite sure, yes. I’ve a patient.” {hangup raf=marsh}And he puts it down, and opens a drawer, and can’t seem to find a needle in it, and that’s when I start to laugh.

{raf>billie}“Sharp scratch,” <he says>.

{billie>raf}“Ow!”

A long way off behind us, in the dark, somebody begins to clap.

{sister>ains shout}“Mr Ainscough!”

{ains>sister shout lie}“I’m asleep!”

My pocket hums.

{doc text message by pen to billie; read billie|_WELL_}

{doc text message by billie to pen; read billie|_tetanus_}

{doc text message by pen to billie; read billie|_oh is THAT what it’s called_}

% torch drop raf> @under bed four [The torch (drops)]
% torch give lall>billie @bay C [A thin brown arm is (coming)]
% torch put_down billie> @the desk [I (stand) the torch on its end]
% medal give raf>billie @bay C [he (puts) into my good hand]
% mobile take_out >billie [I (get) to it on the second ring]
% mobile hide billie> @under her [I (sit) on the telephone instead]
% tray fetch >raf @bay C [he’s (back) with it]
% k1 raf believes (perhaps): told; by billie [I was ill.]
% k1 ains believes (perhaps): overheard; by billie [I was ill.]
% k1 billie knows it is a lie: own lie [I wasn’t ill.]
% k1 raf learns that it is false: told; by billie [I wasn’t ill.]
% k2 raf knows: told; by marsh [I’ll only be]
% k2 sister learns: told earlier; by raf [He told Sister the whole of it]
% k2 ains learns: overheard earlier; by raf [He told Sister the whole of it]
% k2 billie learns: told; by ains [Consultant]
% k2 pen learns: told; by billie [He’s going to Leeds.]
% k3 raf knows: own deed [I kept on being about to.]
% k3 billie learns: told; by raf [I kept on being about to.]
% k3 ains learns: overheard; by raf [I kept on being about to.]
% k2 lall learns: overheard; by ains [Consultant]
% k3 lall learns: overheard; by billie [He’s had it on him]
% k3 pen learns: told; by billie [He’s had it on him]
% k4 billie knows: own deed [Fourteen months I’ve kept off]
% k4 raf knows: not said how [and she’s in the linen]
% k4 sister learns: told earlier; by raf [and she’s in the linen]
% k4 ains learns: overheard earlier; by raf [and she’s in the linen]
% k5 ains knows: own pretence [They think you’re furniture.]
% k5 billie infers: no snoring [there isn’t any snoring]
% k5 lall knows: overheard; by ains [I’m eighty-four, my love]
% k5 sister infers: hears him [And was that Mr Ainscough, awake?]
% k6 billie knows: own deed [I was in the car park.]
% k6 raf learns: told; by billie [I was in the car park.]
% k8 raf knows: decided it [It’s no.]
% k8 marsh learns: told; by raf [It’s no.]
% k8 billie learns: overheard; by raf [It’s no.]
% body ains hip: broken in three pieces; ongoing [His hip is in three pieces]
% body ains: drugged, loves everybody; ongoing [something that makes him love everybody]
% body ains: asleep, snoring; feigned [bed six has begun to snore]
% body ains: asleep; feigned [I’m asleep!]
% body ains hip: new hip at eight; forecast [there’s a new one waiting for him]
% body billie hand: bitten through the skin; cause a patient in a wig [She’s gone through the skin.]
% body billie hand: washed; treated; by billie [I’ve washed it]
% body billie hand: bandage slips; ongoing [the bandage slips]
% body billie hand: dressed and taped; treated; by raf [He tapes the end down.]
% body billie: ill with a temperature; feigned [I was ill.]
% body billie: ill; negated [I wasn’t ill.]
% body billie arm: tetanus injection; treated; by raf [Sharp scratch]
% body raf hair: gone grey over the ears; ongoing [He’s gone grey over the ears]
% event look sister>billie [and (looks) at me]
% event drop raf> [The torch (drops)]
% event lift billie,raf>ains [Mr Ainscough (comes) across]
% event grip raf>billie [Raf (gets) hold of my wrist]
% event treat raf>billie [He (tapes) the end down]
% event exit raf,sister> [they’ve (gone)]
% event reveal ains>billie [They want him from Friday.]
% event phone pen>billie [My pocket (goes) off]
% event enter sister> [the curtain has (opened)]
% event lie billie>sister [Was that a telephone?]
% event confess billie>raf [I wasn’t ill.]
% event refuse raf>marsh [It’s no.]
% event laugh billie> [when I (start) to laugh]
% event inject raf>billie [Sharp scratch]
% event clap ains> [somebody begins to (clap)]
% tie pen sister of billie [my sister has known me]
% tie raf former lover of billie; implied [Fourteen months I’ve kept off this ward]
% tie raf doctor of ains; implied [Six. By the window.]
% tie sister superior of billie; implied [Sister says now.]
% feels raf love for billie [There’s one thing’d keep me]
% feels ains delight in billie [Billie, my love.]
% feels sister gruff kindness to billie [I thought tonight I might do it twice]
% rule Nobody laughs on Ward Nine between midnight and six [There is a rule..six]
% order raf>billie: sit down; kept [Sit down.]
% order sister>billie: have the tetanus injection now; kept [That hand wants a tetanus]
% request ains>billie: tell Pen about the medal; kept [Tell her about the medal!]
% offer marsh>raf: a post in Leeds; refused [They want him from Friday.]
% group billie,raf [You two]
% group raf,sister [the two of them]
