title: The Spare Key
person: third, limited, past
pov: nadia
quotes: double-curly
typography: Curly double quotes, single nested; thoughts in *asterisks*.
near: kitchen, pantry

cast
nadia: Nadia Obi; she
  name Nadia, Nadia Obi
  nickname Nads
cole: Cole; he; note Nads only from him
  name Cole
  descriptor the tall boy
mum: Mrs Obi; she; stage heard over the telephone
  kinship Mum
ivo: Ivo; he
  name Ivo

things
key: the spare key; aka the spare key; owner nadia
cup: a blue cup; aka the cup

facts
k1: Cole broke the window; true; not mum
k2: A bird broke the window; false
k3: Nadia's hand is cut; true; not mum
k4: Mrs Obi is on her way home; true
k5: Ivo heard the whole of it; true; not mum
---

% scene kitchen: nadia, cole, ivo@pantry
%# The pantry is within earshot, because the head says `near`.

Nadia Obi ran the cold tap over her palm and watched the water go pink. In the pantry somebody knocked a tin over.
% body nadia hand: cut, bleeding; by cole; cause the broken window [ran..pink]
% event wash nadia> [Nadia Obi (ran) the cold tap]

{cole>nadia}“Is it deep?”

{nadia>}“It’s a hand. Hands bleed.” <<She held it up.>> “Who’s in there?”

{ivo>*}“Only me, Nads,” <said a voice>. {ivo>* shout; how bawled}“And the jam!” <Ivo bawled.>

{=cole|The tall boy} shut the pantry door with his foot. *{thinks nadia|He heard all of it}*, she decided.
% k5 nadia believes: guesses it [He..it]
% k5 ivo knows: overheard [Only me]

{phone nadia=mum; via by telephone}Her phone buzzed on the counter. {mum>nadia; how crackled}“Is everything all right over there?” <it crackled>.

{nadia>mum lie:k2}“A bird hit the window, Mum.” <<She looked at Cole.>> {+>cole whisper}“Not a word.”
% k2 mum believes: told; by nadia [A bird..window]
% k3 nadia knows: own body [A bird..Mum]

{mum/ivo>nadia}“A bird?”
% ask speaker: Who says "A bird?"? = it is not settled; ids mum, ivo [A bird?]

{mum>nadia}“{quotes nadia|‘Nothing ever happens,’} you said. I’m coming home.” {hangup nadia=mum}
% k4 mum knows: own plan [I’m..home]
% k4 nadia learns: told; by mum [I’m..home]
% plan mum>nadia: come home; open [I’m..home]

Cole took the spare key out of his pocket and laid it in Nadia’s good hand. {cole>nadia}“I threw the cup,” <he said>. “Here. I won’t need it now.”
% key give cole>nadia @kitchen [Cole took..(laid) it in Nadia's good hand]
% cup throw cole> [I (threw) the cup]
% k1 cole knows: own deed [I threw the cup]
% k1 nadia learns: told; by cole [I threw the cup]
% tie nadia daughter of mum [Mum]
% feels nadia anger at cole [It’s..bleed]
% rule Hands bleed [Hands bleed.]

{out cole|He went} without his coat. On the door hung a card: {doc card by mum to nadia; read nadia|SHOES OFF.} It was a {not scare quotes|“house rule”}.
