// What a user would otherwise pick for the same work: Express + BullMQ + PostgreSQL + Socket.IO, written the plain way.
import express from 'express'; import {Queue} from 'bullmq'; import pg from 'pg'; import jwt from 'jsonwebtoken'; import {createServer} from 'node:http'; import {Server} from 'socket.io'; import IORedis from 'ioredis'; import {randomUUID} from 'node:crypto';
const REDIS=+(process.env.REDIS_PORT||7801), connection={host:'127.0.0.1',port:REDIS,maxRetriesPerRequest:null};
const db=new pg.Pool({host:process.env.PGHOST,user:'postgres',database:process.env.PGDATABASE||'peer',max:10});
await db.query(`create table if not exists job(id uuid primary key, user_id int not null, prompt text not null, content_type text not null, status text not null, content text, created_at timestamptz default now(), completed_at timestamptz); create index if not exists job_user on job(user_id, created_at desc)`);
const q=new Queue('gen',{connection}); const app=express(); app.use(express.json());
app.use((q,s,n)=>{ try{ q.user=jwt.verify((q.headers.authorization||'').slice(7),'secret') ; n()}catch{ s.status(401).json({message:'Not authorized'}) } });
app.post('/generate-content', async (q_,s)=>{ const id=randomUUID(); await db.query('insert into job(id,user_id,prompt,content_type,status) values($1,$2,$3,$4,$5)',[id,q_.user.id,q_.body.prompt,q_.body.contentType,'queued']); await q.add('gen',{id},{attempts:3,delay:+(process.env.DELAY_MS||0),removeOnComplete:true}); s.status(202).json({jobId:id,status:'queued'}) });
app.get('/generate-content', async (q_,s)=>{ const r=await db.query('select * from job where user_id=$1 order by created_at desc limit 20',[q_.user.id]); s.json(r.rows) });
app.get('/generate-content/:id', async (q_,s)=>{ const r=await db.query('select * from job where id=$1 and user_id=$2',[q_.params.id,q_.user.id]); r.rows[0]?s.json(r.rows[0]):s.status(404).json({message:'Job not found'}) });
const http=createServer(app); const io=new Server(http); io.use((k,n)=>{ try{ k.user=jwt.verify(k.handshake.auth.token,'secret'); n()}catch(e){n(e)} }); io.on('connection',k=>k.join('u'+k.user.id));
const sub=new IORedis(REDIS,'127.0.0.1'); sub.subscribe('done'); sub.on('message',(c,m)=>{ const d=JSON.parse(m); io.to('u'+d.userId).emit('job_completed',d) });
http.listen(+(process.env.PORT||7910),'127.0.0.1');
